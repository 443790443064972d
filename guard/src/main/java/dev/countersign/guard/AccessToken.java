package dev.countersign.guard;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a verified access token says (RFC 9068 §2.2).
 *
 * @param scopes the {@code scope} claim, one by one
 * @param key thumbprint of the key it is bound to (RFC 9449 §6.1)
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
        Optional<String> key) {}
