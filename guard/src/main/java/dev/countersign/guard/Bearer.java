package dev.countersign.guard;

import dev.countersign.core.TokenKind;
import java.time.InstantSource;

/**
 * The door of one resource: who may come in with the credentials presented. Verifies the token, its audience (RFC 8707,
 * MCP 2026-07-28 RS-04), its kind, and that its grant is alive. Thread-safe.
 */
public final class Bearer {
    /** Who came in, or why not. */
    public sealed interface Admission {
        /** A living grant's token for this resource. */
        record Admitted(AccessToken token, Holding holding) implements Admission {}

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

    /**
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
        this.verifier = verifier;
        this.liveness = liveness;
        this.clock = clock;
        this.resource = resource;
        this.kind = kind;
        this.resourceMetadata = resourceMetadata;
        this.ownerApi = ownerApi;
    }

    /** URL of this resource's RFC 9728 document. */
    public String resourceMetadata() {
        return resourceMetadata;
    }

    /** Decides about one request. */
    public Admission admit(Credentials credentials) {
        return switch (credentials) {
            case Credentials.None none -> refused(Challenge.unauthenticated(resourceMetadata));
            case Credentials.Malformed malformed ->
                refused(Challenge.invalidRequest(malformed.why(), resourceMetadata));
            case Credentials.Bearer bearer -> verified(bearer.token());
        };
    }

    /** The same grant again, asked with another freshness. */
    public Admission again(AccessToken token, Freshness freshness) {
        return switch (liveness.of(token.grant(), freshness)) {
            case Liveness.Answer.Alive(Holding holding) ->
                token.actors().isEmpty() || token.actors().equals(holding.actors())
                        ? new Admission.Admitted(token, holding)
                        : invalid("The access token names other actors than its grant has");
            case Liveness.Answer.Dead(String why) -> invalid(why);
            case Liveness.Answer.Unknown unknown -> new Admission.Unavailable();
        };
    }

    private Admission verified(String presented) {
        return switch (verifier.verify(presented, clock.instant())) {
            case Verifier.Verdict.Invalid(String why) -> invalid(why);
            case Verifier.Verdict.Valid(AccessToken token) -> known(token);
        };
    }

    private Admission known(AccessToken token) {
        if (token.kind() != kind) {
            return token.kind() == TokenKind.OWNER
                    ? refused(Challenge.ownerToken(ownerApi, resourceMetadata))
                    : invalid("This is no owner token; only owner tokens are accepted here");
        }
        if (!token.audience().contains(resource)) {
            return invalid("The access token is for another resource than " + resource);
        }
        if (token.key().isPresent()) {
            // RFC 9449 §7.2: a bound token without its proof is a stolen one.
            return invalid("The access token is bound to a key and was sent without a proof of it");
        }
        return again(token, Freshness.RECENT);
    }

    private Admission invalid(String why) {
        return refused(Challenge.invalidToken(why, resourceMetadata));
    }

    private static Admission refused(Challenge challenge) {
        return new Admission.Refused(challenge);
    }
}
