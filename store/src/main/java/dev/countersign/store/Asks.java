package dev.countersign.store;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.TokenKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Pending requests: what is asked, whatever transport it came by. */
public final class Asks {
    /** Where a request stands. It leaves {@code OPEN} once. */
    public enum State {
        OPEN,
        APPROVED,
        DENIED,
        CANCELLED,
        FAILED
    }

    /**
     * @param transport {@code code}, {@code device}, {@code pat}, {@code call}, {@code access}
     * @param owner who may decide; empty until somebody signed in for it
     * @param request the request as canonical JSON
     * @param nonce random, part of the digest a human's presence is bound to
     * @param choices what the human chose so far, as canonical JSON, between the two posts of a passkey approval
     * @param failures failed proofs of presence
     */
    public record Ask(
            String id,
            String transport,
            Optional<OwnerId> owner,
            ClientId client,
            TokenKind kind,
            String request,
            String nonce,
            Optional<String> choices,
            State state,
            int failures,
            Instant createdAt,
            Instant expiresAt,
            Optional<GrantId> grant,
            String address,
            String userAgent) {
        public boolean open(Instant now) {
            return state == State.OPEN && now.isBefore(expiresAt);
        }

        /** The same request, put before an owner. */
        public Ask before(OwnerId who) {
            return new Ask(
                    id,
                    transport,
                    Optional.of(who),
                    client,
                    kind,
                    request,
                    nonce,
                    choices,
                    state,
                    failures,
                    createdAt,
                    expiresAt,
                    grant,
                    address,
                    userAgent);
        }
    }

    private final Handle handle;

    Asks(Handle handle) {
        this.handle = handle;
    }

    public void insert(Ask ask) {
        handle.execute(
                "insert into ask (id, transport, owner_id, client_id, token_kind, request, nonce, choices, state, failures,"
                        + " created_at, expires_at, address, user_agent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ask.id(),
                ask.transport(),
                ask.owner().map(OwnerId::value).orElse(null),
                ask.client().value(),
                ask.kind().wire(),
                ask.request(),
                ask.nonce(),
                ask.choices().orElse(null),
                wire(ask.state()),
                ask.failures(),
                Times.micros(ask.createdAt()),
                Times.micros(ask.expiresAt()),
                ask.address(),
                ask.userAgent());
    }

    public Optional<Ask> find(String id) {
        return handle.createQuery("select * from ask where id = ?")
                .bind(0, id)
                .map((row, _) -> ask(row))
                .findOne();
    }

    /** The request that became this grant, while it is still kept. */
    public Optional<Ask> ofGrant(GrantId grant) {
        return handle.createQuery("select * from ask where grant_id = ?")
                .bind(0, grant.value())
                .map((row, _) -> ask(row))
                .findFirst();
    }

    /** Open requests this owner may decide, oldest first. */
    public List<Ask> pending(OwnerId owner, Instant now) {
        return handle.createQuery(
                        "select * from ask where owner_id = ? and state = 'open' and expires_at > ? order by created_at")
                .bind(0, owner.value())
                .bind(1, Times.micros(now))
                .map((row, _) -> ask(row))
                .list();
    }

    /** The same, the oldest of them. */
    public List<Ask> pending(OwnerId owner, Instant now, int limit) {
        return handle.createQuery(
                        "select * from ask where owner_id = ? and state = 'open' and expires_at > ? order by created_at limit ?")
                .bind(0, owner.value())
                .bind(1, Times.micros(now))
                .bind(2, limit)
                .map((row, _) -> ask(row))
                .list();
    }

    /** Stores what was chosen so far; false when the request is no longer open. */
    public boolean choose(String id, String choices) {
        return handle.execute("update ask set choices = ? where id = ? and state = 'open'", choices, id) == 1;
    }

    /** Counts one failed proof and returns how many there are now. */
    public int failed(String id) {
        handle.execute("update ask set failures = failures + 1 where id = ?", id);
        return handle.createQuery("select failures from ask where id = ?")
                .bind(0, id)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /** Decides an open request; false when it was decided before. */
    public boolean decide(String id, State state, @Nullable GrantId grant, Instant at) {
        return handle.execute(
                        "update ask set state = ?, grant_id = ?, decided_at = ?, choices = null where id = ? and state = 'open'",
                        wire(state),
                        grant == null ? null : grant.value(),
                        Times.micros(at),
                        id)
                == 1;
    }

    public int sweep(Instant expiredBefore) {
        return handle.execute("delete from ask where expires_at < ?", Times.micros(expiredBefore));
    }

    static String wire(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static Ask ask(ResultSet row) throws SQLException {
        return new Ask(
                row.getString("id"),
                row.getString("transport"),
                Optional.ofNullable(row.getString("owner_id")).map(OwnerId::new),
                new ClientId(row.getString("client_id")),
                TokenKind.ofWire(row.getString("token_kind")),
                row.getString("request"),
                row.getString("nonce"),
                Optional.ofNullable(row.getString("choices")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("failures"),
                Times.instant(row.getLong("created_at")),
                Times.instant(row.getLong("expires_at")),
                Optional.ofNullable(row.getString("grant_id")).map(GrantId::new),
                row.getString("address"),
                row.getString("user_agent"));
    }
}
