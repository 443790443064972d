/** Owners as people: setup, sign-in, passkeys and passphrases, sessions, and the throttles on guessing. */
@NullMarked
package dev.countersign.server.people;

import org.jspecify.annotations.NullMarked;
