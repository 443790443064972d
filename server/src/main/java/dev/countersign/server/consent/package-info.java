/** The consent page: what is asked, what is chosen, and the proof that binds one to the other. */
@NullMarked
package dev.countersign.server.consent;

import org.jspecify.annotations.NullMarked;
