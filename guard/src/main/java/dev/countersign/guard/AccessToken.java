package dev.countersign.guard;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a verified access token says (RFC 9068 §2.2).
 *
 * @param scopes the {@code scope} claim, one by one
 * @param key thumbprint of the key it is bound to (RFC 9449 §6.1)
 * @param actors who acts, and through whom it was handed on, the newest first (RFC 8693 §4.1)
 * @param personal whether it is a personal access token: looked up, not signed; it mints and widens nothing
 */
public record AccessToken(
        String jti,
        GrantId grant,
        TokenKind kind,
        String subject,
        ClientId client,
        Set<String> audience,
        Authority authority,
        Set<String> scopes,
        Instant expiresAt,
        Optional<String> key,
        List<AgentId> actors,
        Optional<MayAct> mayAct,
        boolean personal) {

    /**
     * Who alone may act with the token (RFC 8693 §4.4).
     *
     * @param issuer who says so of the party; empty = this server
     * @param party a client_id
     */
    public record MayAct(Optional<String> issuer, String party) {
        /** Whether this client of that issuer is meant. */
        public boolean allows(String itsIssuer, String client) {
            return issuer.orElse(itsIssuer).equals(itsIssuer) && party.equals(client);
        }
    }
}
