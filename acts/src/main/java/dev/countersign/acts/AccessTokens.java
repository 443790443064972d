package dev.countersign.acts;

import com.nimbusds.jose.JOSEObjectType;
import dev.countersign.core.AgentId;
import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.delegation.Chain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Mints access tokens: RFC 9068 {@code at+jwt}, ES256. Called after the transaction, so that no signature holds a lock. */
public final class AccessTokens {
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    /**
     * What one token says.
     *
     * @param authority what this token allows: at most the grant's
     * @param ownerScopes what this token may do at the owner API: at most the grant's
     * @param audience the resources it is for
     * @param authTime when the human proved presence; never moves
     * @param key thumbprint of the key it is bound to
     * @param through the agents its grant was handed on by, nearest first
     * @param approval why the root grant may exist
     */
    public record Claims(
            Grant grant,
            Authority authority,
            Set<OwnerScope> ownerScopes,
            List<String> audience,
            Instant authTime,
            Optional<String> key,
            List<AgentId> through,
            Approval approval) {
        /** A token of a grant that nobody handed on. */
        public Claims(
                Grant grant,
                Authority authority,
                Set<OwnerScope> ownerScopes,
                List<String> audience,
                Instant authTime,
                Optional<String> key) {
            this(grant, authority, ownerScopes, audience, authTime, key, List.of(), grant.approval());
        }

        /** A token of the last grant of a chain. */
        public Claims(Chain chain, Authority authority, List<String> audience, Optional<String> key) {
            this(
                    chain.holder(),
                    authority,
                    Set.of(),
                    audience,
                    chain.authenticated(),
                    key,
                    chain.actors().subList(1, chain.actors().size()),
                    chain.root().approval());
        }

        List<String> scopes() {
            return grant.kind() == TokenKind.OWNER
                    ? ownerScopes.stream().sorted().map(OwnerScope::wire).toList()
                    : authority.scopes();
        }
    }

    /**
     * @param expiresAt when it ends; never after the grant
     * @param bound whether it is bound to a key
     */
    public record Minted(
            String token, String jti, Instant issuedAt, Instant expiresAt, List<String> scopes, boolean bound) {
        public long expiresInSeconds() {
            return Duration.between(issuedAt, expiresAt).toSeconds();
        }
    }

    private final String issuer;
    private final Signer signer;
    private final Acts acts;

    public AccessTokens(String issuer, Keys keys, Acts acts) {
        this.issuer = issuer;
        this.signer = new Signer(keys);
        this.acts = acts;
    }

    /**
     * @param lifetime how long it lives, unless its grant ends before
     */
    public Minted mint(Claims claims, Duration lifetime) {
        requireOneKind(claims);
        var now = Instant.ofEpochSecond(acts.now().getEpochSecond());
        var end = now.plus(lifetime);
        var until = Instant.ofEpochSecond(claims.grant().until().getEpochSecond());
        var expiresAt = end.isAfter(until) ? until : end;
        var jti = Secrets.id("at");
        var body = body(claims, now, expiresAt, jti);
        return new Minted(
                signer.sign(TYPE, body),
                jti,
                now,
                expiresAt,
                claims.scopes(),
                claims.key().isPresent());
    }

    /** An owner token is for the owner API alone, and nothing else is: never inferred, never mixed. */
    private void requireOneKind(Claims claims) {
        var ownerApi = issuer + "/v1";
        var fits = claims.grant().kind() == TokenKind.OWNER
                ? claims.audience().equals(List.of(ownerApi))
                        && claims.authority().isNothing()
                        && claims.grant().ownerScopes().containsAll(claims.ownerScopes())
                : !claims.audience().contains(ownerApi) && claims.ownerScopes().isEmpty();
        if (!fits) throw new IllegalArgumentException("a token is for agents or for the owner API, never for both");
    }

    private ObjectNode actor(ObjectNode in, AgentId agent) {
        return in.putObject("act").put("iss", issuer).put("sub", agent.value()).put("sub_profile", "ai_agent");
    }

    /** What such a token says, where none is signed: for introspection of tokens that are looked up. */
    public ObjectNode describe(Claims claims, Instant issuedAt, Instant expiresAt, String jti) {
        return body(claims, Instant.ofEpochSecond(issuedAt.getEpochSecond()), expiresAt, jti);
    }

    private ObjectNode body(Claims claims, Instant now, Instant expiresAt, String jti) {
        var grant = claims.grant();
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("iss", issuer)
                .put("sub", grant.subject().sub())
                .put("client_id", grant.client().value());
        if (claims.audience().size() == 1) body.put("aud", claims.audience().getFirst());
        else claims.audience().forEach(body.putArray("aud")::add);
        body.put("iat", now.getEpochSecond())
                .put("exp", expiresAt.getEpochSecond())
                .put("auth_time", claims.authTime().getEpochSecond())
                .put("jti", jti)
                .put("scope", String.join(" ", claims.scopes()))
                .put("token_kind", grant.kind().wire())
                .put("grant_id", grant.id().value());
        if (grant.kind() == TokenKind.CLIENT) {
            body.set("authorization_details", claims.authority().toJson());
        }
        // RFC 8693 §4.1: the newest outermost; each says by whose word it is that agent.
        var act = actor(body, grant.agent());
        for (var agent : claims.through()) act = actor(act, agent);
        body.put("txn", grant.root().value());
        if (claims.approval() instanceof Approval.Presence(var evidence)) {
            body.putArray("amr").add(evidence.amr());
        }
        claims.key().ifPresent(jkt -> body.putObject("cnf").put("jkt", jkt));
        return body;
    }
}
