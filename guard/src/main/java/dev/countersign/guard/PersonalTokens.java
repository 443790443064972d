package dev.countersign.guard;

import java.util.Optional;

/** Knows the personal access tokens: random secrets that stand for a grant, where no signature says so. */
@FunctionalInterface
public interface PersonalTokens {
    /** How every personal access token begins. */
    String PREFIX = "cs_pat_";

    /** None are known. */
    PersonalTokens NONE = token -> Optional.empty();

    /**
     * What this one stands for; empty when it stands for nothing.
     *
     * @throws Unavailable when nobody can tell just now
     */
    Optional<AccessToken> find(String token) throws Unavailable;

    /** Nobody can tell just now. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unavailable(Throwable cause) {
            super("nobody can tell what this token stands for", cause);
        }
    }
}
