package dev.countersign.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Signing keys; the private part is sealed under the master key. */
public final class SigningKeys {
    /**
     * @param sealed the private key, sealed
     * @param activeFrom signs from here on; published before, so that caches learn it first
     * @param retireAt no longer published from here on
     */
    public record SigningKey(
            String kid,
            String publicJwk,
            String sealed,
            Instant createdAt,
            Instant activeFrom,
            Optional<Instant> retireAt) {}

    private final Handle handle;

    SigningKeys(Handle handle) {
        this.handle = handle;
    }

    public void insert(SigningKey key) {
        handle.execute(
                "insert into signing_key (kid, public_jwk, sealed, created_at, active_from, retire_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                key.kid(),
                key.publicJwk(),
                key.sealed(),
                Times.micros(key.createdAt()),
                Times.micros(key.activeFrom()),
                key.retireAt().map(Times::micros).orElse(null));
    }

    public void retire(String kid, Instant at) {
        handle.execute("update signing_key set retire_at = ? where kid = ?", Times.micros(at), kid);
    }

    /** Every key, oldest first. */
    public List<SigningKey> all() {
        return handle.createQuery("select * from signing_key order by active_from, kid")
                .map((row, _) -> {
                    var retire = row.getLong("retire_at");
                    return new SigningKey(
                            row.getString("kid"),
                            row.getString("public_jwk"),
                            row.getString("sealed"),
                            Times.instant(row.getLong("created_at")),
                            Times.instant(row.getLong("active_from")),
                            retire == 0 ? Optional.empty() : Optional.of(Times.instant(retire)));
                })
                .list();
    }

    public int sweep(Instant retiredBefore) {
        return handle.execute(
                "delete from signing_key where retire_at is not null and retire_at < ?", Times.micros(retiredBefore));
    }
}
