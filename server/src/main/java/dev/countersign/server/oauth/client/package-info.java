/**
 * Who is asking: resolving a {@code client_id} to a client, metadata documents (CIMD) and registration (RFC 7591, 7592).
 */
@NullMarked
package dev.countersign.server.oauth.client;

import org.jspecify.annotations.NullMarked;
