/** What is known of a client: agent software named by a {@code client_id}, in the four ways it can be known. */
@NullMarked
package dev.countersign.core.client;

import org.jspecify.annotations.NullMarked;
