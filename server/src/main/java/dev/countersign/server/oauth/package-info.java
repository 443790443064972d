/** The OAuth endpoints: metadata, registration, authorization and token. */
@NullMarked
package dev.countersign.server.oauth;

import org.jspecify.annotations.NullMarked;
