package dev.countersign.guard;

import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The door of one resource: who may come in with the credentials presented. Verifies the token, its audience (RFC 8707,
 * MCP 2026-07-28 RS-04), its kind, that its grant is alive and, when it is bound to a key, the proof of that key (RFC 9449
 * §7). Thread-safe.
 */
public final class Bearer {
    /** Who came in, or why not. */
    public sealed interface Admission {
        /** A living grant's token for this resource. */
        record Admitted(AccessToken token, Holding holding) implements Admission {
            /**
             * Thumbprint of the key that this very request proved: no token that is bound to one comes in without (RFC 9449
             * §7.1).
             */
            public Optional<String> proved() {
                return token.key();
            }
        }

        /** Not let in. */
        record Refused(Challenge challenge) implements Admission {}

        /** Nobody can tell just now (503). */
        record Unavailable() implements Admission {}
    }

    private final Verifier verifier;
    private final Liveness liveness;
    private final InstantSource clock;
    private final String resource;
    private final TokenKind kind;
    private final String resourceMetadata;
    private final String ownerApi;
    private final Optional<Proofs> proofs;
    private final Optional<Access> proofFrom;

    /**
     * A door that takes no bound tokens.
     *
     * @param resource the identifier tokens must name in {@code aud}
     * @param kind which kind of token this resource takes
     * @param resourceMetadata URL of its RFC 9728 document
     * @param ownerApi where owner tokens belong
     */
    public Bearer(
            Verifier verifier,
            Liveness liveness,
            InstantSource clock,
            String resource,
            TokenKind kind,
            String resourceMetadata,
            String ownerApi) {
        this(verifier, liveness, clock, resource, kind, resourceMetadata, ownerApi, Optional.empty(), Optional.empty());
    }

    private Bearer(
            Verifier verifier,
            Liveness liveness,
            InstantSource clock,
            String resource,
            TokenKind kind,
            String resourceMetadata,
            String ownerApi,
            Optional<Proofs> proofs,
            Optional<Access> proofFrom) {
        this.verifier = verifier;
        this.liveness = liveness;
        this.clock = clock;
        this.resource = resource;
        this.kind = kind;
        this.resourceMetadata = resourceMetadata;
        this.ownerApi = ownerApi;
        this.proofs = proofs;
        this.proofFrom = proofFrom;
    }

    /**
     * The same door, which takes tokens bound to a key with their proof.
     *
     * @param from the class of calls from which on it takes no others: {@code read} is every request; empty = never
     */
    public Bearer proving(Proofs by, Optional<Access> from) {
        return new Bearer(verifier, liveness, clock, resource, kind, resourceMetadata, ownerApi, Optional.of(by), from);
    }

    /** Why a call of this class is not taken with this token although the door let it in: its key is not proved (401). */
    public Optional<Challenge> beyond(AccessToken token, Access called) {
        return proofFrom
                .filter(from -> token.key().isEmpty() && called.compareTo(from) >= 0)
                .map(from -> Challenge.invalidToken(
                                "Calls of class " + called.wireName()
                                        + " need an access token that is bound to a key here; get one with a DPoP proof",
                                resourceMetadata)
                        .withProof());
    }

    private boolean proofRequired() {
        return proofFrom.filter(Access.READ::equals).isPresent();
    }

    /** What belongs in {@code DPoP-Nonce} of every answer to a request that used a key, refusals too. */
    public Optional<String> nonce() {
        return proofs.map(Proofs::nonce);
    }

    /** URL of this resource's RFC 9728 document. */
    public String resourceMetadata() {
        return resourceMetadata;
    }

    /** Decides about one request. */
    public Admission admit(Credentials credentials, ShownProof proof) {
        return switch (credentials) {
            case Credentials.None none -> refused(scheme(Challenge.unauthenticated(resourceMetadata)));
            case Credentials.Malformed malformed ->
                refused(Challenge.invalidRequest(malformed.why(), resourceMetadata));
            case Credentials.Bearer bearer -> verified(bearer.token(), Optional.empty());
            case Credentials.Dpop dpop -> verified(dpop.token(), Optional.of(proof));
        };
    }

    /** The same grant again, asked with another freshness. */
    public Admission again(AccessToken token, Freshness freshness) {
        return switch (liveness.of(token.grant(), freshness)) {
            case Liveness.Answer.Alive(Holding holding) ->
                token.actors().isEmpty() || token.actors().equals(holding.actors())
                        ? new Admission.Admitted(token, holding)
                        : invalid("The access token names other actors than its grant has");
            case Liveness.Answer.Dead dead -> invalid(dead.why());
            case Liveness.Answer.Unknown unknown -> new Admission.Unavailable();
        };
    }

    private Admission verified(String presented, Optional<ShownProof> proof) {
        return switch (verifier.verify(presented, clock.instant())) {
            case Verifier.Verdict.Invalid(String why) -> invalid(why);
            case Verifier.Verdict.Valid(AccessToken token) -> known(token, presented, proof);
            case Verifier.Verdict.Unavailable unavailable -> new Admission.Unavailable();
        };
    }

    private Admission known(AccessToken token, String presented, Optional<ShownProof> proof) {
        if (token.kind() != kind) {
            return token.kind() == TokenKind.OWNER
                    ? refused(Challenge.ownerToken(ownerApi, resourceMetadata))
                    : refused(Challenge.clientToken(resource, resourceMetadata));
        }
        if (!token.audience().contains(resource)) {
            return invalid("The access token is for another resource than " + resource);
        }
        if (token.key().isPresent() && proof.isEmpty()) {
            // RFC 9449 §7.2: a bound token without its proof is a stolen one.
            return unbound("The access token is bound to a key; send it under the scheme DPoP with a proof of the key");
        }
        if (token.key().isEmpty() && (proof.isPresent() || proofRequired())) {
            return unbound(
                    proofRequired()
                            ? "Only access tokens that are bound to a key are taken here; get one with a DPoP proof"
                            : "The access token is not bound to a key; send it under the scheme Bearer");
        }
        return switch (again(token, Freshness.RECENT)) {
            // Last, so that only a living grant's holder uses proofs up.
            case Admission.Admitted alive
            when token.key().isPresent() ->
                proved(alive, new Proofs.Bound(presented, token.key().get()), proof.orElseThrow());
            case Admission other -> other;
        };
    }

    private Admission proved(Admission.Admitted alive, Proofs.Bound bound, ShownProof proof) {
        if (proofs.isEmpty()) {
            return unbound("Access tokens that are bound to a key are not taken here");
        }
        return switch (proofs.get().verify(proof, Optional.of(bound))) {
            case Proofs.Verdict.Proved proved -> alive;
            case Proofs.Verdict.Absent absent ->
                refused(Challenge.invalidProof("The DPoP header with the proof is missing", resourceMetadata));
            case Proofs.Verdict.Invalid(String why) -> refused(Challenge.invalidProof(why, resourceMetadata));
            case Proofs.Verdict.OtherKey other -> unbound("The proof is of another key than the access token's");
            case Proofs.Verdict.NonceNeeded needed -> refused(Challenge.nonceNeeded(resourceMetadata));
            case Proofs.Verdict.Unavailable unavailable -> new Admission.Unavailable();
        };
    }

    private Admission unbound(String why) {
        return refused(Challenge.invalidToken(why, resourceMetadata).withProof());
    }

    private Challenge scheme(Challenge challenge) {
        return proofRequired() ? challenge.withProof() : challenge;
    }

    private Admission invalid(String why) {
        return refused(scheme(Challenge.invalidToken(why, resourceMetadata)));
    }

    private Admission refused(Challenge challenge) {
        return new Admission.Refused(
                kind == TokenKind.OWNER && !challenge.scope().isEmpty()
                        ? challenge.naming(OwnerScope.render(OwnerScope.unasked()))
                        : challenge);
    }
}
