package dev.countersign.guard;

import com.nimbusds.jose.JOSEException;
import dev.countersign.core.Digest;
import dev.countersign.core.json.MalformedJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Verifies proofs that a caller holds a key: DPoP, every check of RFC 9449 §4.3, each proof once. Thread-safe.
 */
public final class Proofs {
    /** The signature algorithms of proofs; all are asymmetric. */
    public static final List<String> ALGORITHMS = List.of("ES256", "ES384", "ES512", "PS256", "RS256");

    /** How far a proof's time may lie from ours. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    /** What came of it. */
    public sealed interface Verdict {
        /** There is no proof. */
        record Absent() implements Verdict {}

        /**
         * The caller holds the private key.
         *
         * @param thumbprint of the key (RFC 7638)
         */
        record Proved(String thumbprint) implements Verdict {}

        /**
         * The proof is wrong.
         *
         * @param why for the caller
         */
        record Invalid(String why) implements Verdict {}

        /** The proof is good and of another key than the token's. */
        record OtherKey() implements Verdict {}

        /** The proof must carry a nonce of this server's (RFC 9449 §8). */
        record NonceNeeded() implements Verdict {}

        /** Nobody can tell just now whether the proof was used before. */
        record Unavailable() implements Verdict {}
    }

    /** The token that comes with a proof, and the key it is bound to. */
    record Bound(String token, String thumbprint) {}

    private final Nonces nonces;
    private final Replays replays;
    private final InstantSource clock;
    private final boolean nonceRequired;

    /** @param nonceRequired whether every proof must carry a nonce; one that is carried is always checked */
    public Proofs(Nonces nonces, Replays replays, InstantSource clock, boolean nonceRequired) {
        this.nonces = nonces;
        this.replays = replays;
        this.clock = clock;
        this.nonceRequired = nonceRequired;
    }

    /** What to put in {@code DPoP-Nonce} of every answer to a request with a proof. */
    public String nonce() {
        return nonces.current();
    }

    /** Verifies the proof of a request that presents no access token (RFC 9449 §5), and uses it up. */
    public Verdict verify(ShownProof shown) {
        return verify(shown, Optional.empty());
    }

    Verdict verify(ShownProof shown, Optional<Bound> bound) {
        if (!shown.present()) {
            return new Verdict.Absent();
        }
        if (shown.headers().size() > 1) {
            return new Verdict.Invalid("There is more than one DPoP header; send one");
        }
        try {
            return judged(Proof.read(shown.headers().getFirst()), shown, bound);
        } catch (ParseException | JOSEException | MalformedJson | IllegalArgumentException malformed) {
            return new Verdict.Invalid(
                    malformed instanceof Proof.Wrong
                            ? String.valueOf(malformed.getMessage())
                            : "It is no JWT of a proof");
        }
    }

    private Verdict judged(Proof proof, ShownProof shown, Optional<Bound> bound) throws JOSEException {
        if (!proof.method().equals(shown.method())) {
            return new Verdict.Invalid("htm is not the method of this request");
        }
        if (!Htu.same(proof.uri(), shown.url())) {
            return new Verdict.Invalid("htu is not the address of this request; it is " + shown.url());
        }
        Instant now = clock.instant();
        if (proof.issuedAt().isBefore(now.minus(WINDOW)) || proof.issuedAt().isAfter(now.plus(WINDOW))) {
            return new Verdict.Invalid("iat is more than " + WINDOW.toMinutes() + " minutes from this server's time");
        }
        if (bound.isPresent()
                && !proof.tokenHash()
                        .equals(Optional.of(Digest.of(bound.get().token()).base64url()))) {
            return new Verdict.Invalid("ath is not the hash of the access token");
        }
        if (!proof.signed()) {
            return new Verdict.Invalid("The signature does not verify with the key in the header");
        }
        if (proof.nonce().isPresent() ? !nonces.fresh(proof.nonce().get()) : nonceRequired) {
            return new Verdict.NonceNeeded();
        }
        String thumbprint = proof.thumbprint();
        if (bound.isPresent() && !bound.get().thumbprint().equals(thumbprint)) {
            return new Verdict.OtherKey();
        }
        // The key is part of the name: nobody uses up the proofs of another's key.
        String name = Digest.of("dpop\0" + thumbprint + "\0" + proof.id()).base64url();
        return switch (replays.use(name, proof.issuedAt().plus(WINDOW))) {
            case FIRST -> new Verdict.Proved(thumbprint);
            case AGAIN -> new Verdict.Invalid("This proof was used before; make one for each request");
            case UNKNOWN -> new Verdict.Unavailable();
        };
    }
}
