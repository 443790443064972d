package dev.countersign.store;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Authorization codes (OAuth 2.1 §4.1): hashed, one use, bound to client, redirect and challenge. */
public final class Codes {
    /**
     * @param redirectUri the URI the client presented
     * @param challenge S256 code challenge
     * @param key thumbprint of the key whose proof redeems it; empty = any or none (RFC 9449 §10)
     * @param authTime when the human proved presence
     */
    public record Code(
            String hash,
            GrantId grant,
            ClientId client,
            String redirectUri,
            String challenge,
            Optional<String> key,
            Instant authTime,
            Instant expiresAt,
            boolean redeemed) {}

    private final Handle handle;

    Codes(Handle handle) {
        this.handle = handle;
    }

    public void insert(Code code) {
        handle.execute(
                "insert into code (hash, grant_id, client_id, redirect_uri, challenge, jkt, auth_time, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                code.hash(),
                code.grant().value(),
                code.client().value(),
                code.redirectUri(),
                code.challenge(),
                code.key().orElse(null),
                Times.micros(code.authTime()),
                Times.micros(code.expiresAt()));
    }

    public Optional<Code> find(String hash) {
        return handle.createQuery("select * from code where hash = ?")
                .bind(0, hash)
                .map((row, _) -> new Code(
                        row.getString("hash"),
                        new GrantId(row.getString("grant_id")),
                        new ClientId(row.getString("client_id")),
                        row.getString("redirect_uri"),
                        row.getString("challenge"),
                        Optional.ofNullable(row.getString("jkt")),
                        Times.instant(row.getLong("auth_time")),
                        Times.instant(row.getLong("expires_at")),
                        row.getLong("redeemed_at") != 0))
                .findOne();
    }

    /** Marks a code redeemed; false when it was before. */
    public boolean redeem(String hash, Instant at) {
        return handle.execute(
                        "update code set redeemed_at = ? where hash = ? and redeemed_at is null",
                        Times.micros(at),
                        hash)
                == 1;
    }

    public int sweep(Instant expiredBefore) {
        return handle.execute("delete from code where expires_at < ?", Times.micros(expiredBefore));
    }
}
