/** The token endpoint's grant types: one class each, reading as the steps of its RFC. */
@NullMarked
package dev.countersign.server.oauth.token;

import org.jspecify.annotations.NullMarked;
