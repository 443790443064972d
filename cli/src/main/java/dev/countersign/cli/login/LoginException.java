package dev.countersign.cli.login;

import java.time.Duration;
import java.util.Locale;

/** Why there is no token. Each kind has its exit code; the message is a sentence that says what was seen. */
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The person said no. */
        DENIED(4),
        /** The code's life ended before anybody decided. */
        EXPIRED(3),
        /** The time of the command ended first. */
        TIMED_OUT(3),
        /** The server gave no answer. */
        UNREACHABLE(1),
        /** The server has no way to ask a human from here. */
        NO_WAY(1),
        /** The server said no, or said something that must not be believed. */
        REFUSED(1);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a command that ends so. */
        public int exitCode() {
            return exitCode;
        }

        /** As it stands in JSON. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    public LoginException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    static LoginException refused(String message) {
        return new LoginException(Kind.REFUSED, message);
    }

    static LoginException timedOut() {
        return new LoginException(Kind.TIMED_OUT, "The time for this command ended before anybody decided.");
    }

    static LoginException expired(Duration life) {
        return new LoginException(
                Kind.EXPIRED, "Nobody decided within " + Spoken.of(life) + ", so the request has expired.");
    }

    static LoginException denied() {
        return new LoginException(Kind.DENIED, "The request was denied. Nothing was granted.");
    }
}
