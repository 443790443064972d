package dev.countersign.cli.login;

/** What a token endpoint answered. */
public sealed interface TokenAnswer {
    /** It gave tokens. */
    record Given(Tokens tokens) implements TokenAnswer {}

    /**
     * It said no (RFC 6749 §5.2, RFC 8628 §3.5).
     *
     * @param description what the server says about it; may be empty
     */
    record Refused(String error, String description) implements TokenAnswer {
        /** Code and description in one line. */
        public String words() {
            return description.isEmpty() ? error : error + ": " + description;
        }
    }

    /**
     * It could not say: it was not reached, or is too busy.
     *
     * @param retryAfter seconds it asks for, or 0
     * @param maybeArrived whether the request may have been carried out all the same
     */
    record Silent(String why, long retryAfter, boolean maybeArrived) implements TokenAnswer {}
}
