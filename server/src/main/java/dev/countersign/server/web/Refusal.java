package dev.countersign.server.web;

import java.net.URI;
import java.util.Optional;

/** A request refused for a reason its sender may read, in the form its reader understands. */
public abstract sealed class Refusal extends RuntimeException {
    private final int status;

    private Refusal(int status, String remedy) {
        super(remedy, null, false, false);
        this.status = status;
    }

    public final int status() {
        return status;
    }

    /** What was wrong and what to do, in one or two plain sentences; never a secret. */
    public final String remedy() {
        return String.valueOf(getMessage());
    }

    /** For machines speaking OAuth: RFC 6749 §5.2 JSON. */
    public static final class OAuth extends Refusal {
        private final String code;
        private final Optional<String> challenge;
        private final Optional<Integer> retryAfterSeconds;
        private final Optional<String> nonce;

        private OAuth(
                int status,
                String code,
                String remedy,
                Optional<String> challenge,
                Optional<Integer> retryAfterSeconds,
                Optional<String> nonce) {
            super(status, remedy);
            this.code = code;
            this.challenge = challenge;
            this.retryAfterSeconds = retryAfterSeconds;
            this.nonce = nonce;
        }

        public OAuth(String code, String remedy) {
            this(
                    code.equals("invalid_client") ? 401 : 400,
                    code,
                    remedy,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        public OAuth(int status, String code, String remedy) {
            this(status, code, remedy, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** The same refusal with a {@code WWW-Authenticate} challenge. */
        public OAuth challenging(String value) {
            return new OAuth(status(), code, remedy(), Optional.of(value), retryAfterSeconds, nonce);
        }

        /** The same refusal with {@code Retry-After}. */
        public OAuth retryAfter(int seconds) {
            return new OAuth(status(), code, remedy(), challenge, Optional.of(seconds), nonce);
        }

        /** The same refusal with the nonce for the next proof in {@code DPoP-Nonce} (RFC 9449 §8). */
        public OAuth nonce(String value) {
            return new OAuth(status(), code, remedy(), challenge, retryAfterSeconds, Optional.of(value));
        }

        public String code() {
            return code;
        }

        Optional<String> challenge() {
            return challenge;
        }

        Optional<Integer> retryAfterSeconds() {
            return retryAfterSeconds;
        }

        Optional<String> nonce() {
            return nonce;
        }
    }

    /** For people: a page that says what happened and what to do, with an optional link onward. */
    public static final class Page extends Refusal {
        private final String title;
        private final Optional<Onward> onward;
        private final Optional<Integer> retryAfterSeconds;

        /** A link the person may follow. */
        public record Onward(URI target, String label) {}

        private Page(
                int status, String title, String remedy, Optional<Onward> onward, Optional<Integer> retryAfterSeconds) {
            super(status, remedy);
            this.title = title;
            this.onward = onward;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public Page(int status, String title, String remedy) {
            this(status, title, remedy, Optional.empty(), Optional.empty());
        }

        public Page onward(URI target, String label) {
            return new Page(status(), title, remedy(), Optional.of(new Onward(target, label)), retryAfterSeconds);
        }

        public Page retryAfter(int seconds) {
            return new Page(status(), title, remedy(), onward, Optional.of(seconds));
        }

        public String title() {
            return title;
        }

        public Optional<Onward> onward() {
            return onward;
        }

        public Optional<Integer> retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** For programs using {@code /v1}: RFC 9457 problem details. */
    public static final class Problem extends Refusal {
        private final String title;
        private final Optional<String> challenge;
        private final Optional<Integer> retryAfterSeconds;
        private final Optional<String> nonce;

        private Problem(
                int status,
                String title,
                String remedy,
                Optional<String> challenge,
                Optional<Integer> retryAfterSeconds,
                Optional<String> nonce) {
            super(status, remedy);
            this.title = title;
            this.challenge = challenge;
            this.retryAfterSeconds = retryAfterSeconds;
            this.nonce = nonce;
        }

        public Problem(int status, String title, String remedy) {
            this(status, title, remedy, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** The same refusal with a {@code WWW-Authenticate} challenge. */
        public Problem challenging(String value) {
            return new Problem(status(), title, remedy(), Optional.of(value), retryAfterSeconds, nonce);
        }

        /** The same refusal with {@code Retry-After}. */
        public Problem retryAfter(int seconds) {
            return new Problem(status(), title, remedy(), challenge, Optional.of(seconds), nonce);
        }

        /** The same refusal with the nonce for the next proof in {@code DPoP-Nonce} (RFC 9449 §8). */
        public Problem nonce(String value) {
            return new Problem(status(), title, remedy(), challenge, retryAfterSeconds, Optional.of(value));
        }

        Optional<String> nonce() {
            return nonce;
        }

        public String title() {
            return title;
        }

        Optional<String> challenge() {
            return challenge;
        }

        Optional<Integer> retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }
}
