package dev.countersign.store;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Personal access tokens: hashes that stand for a grant once a human approved it. */
public final class PersonalTokens {
    /**
     * @param hash of the secret; the secret itself is known to who asked for it and nobody else
     * @param name what its owner calls it
     * @param ask the request it was asked with
     * @param until the latest end that was asked for
     * @param grant what it stands for; empty until the request is approved
     * @param lastUsed when and from which address it was last used, as far as it was noted
     */
    public record Token(
            String id,
            String hash,
            String name,
            String ask,
            Instant until,
            Optional<GrantId> grant,
            Instant createdAt,
            Optional<Use> lastUsed) {}

    /** One use. */
    public record Use(Instant at, String address) {}

    private final Handle handle;

    PersonalTokens(Handle handle) {
        this.handle = handle;
    }

    public void insert(Token token) {
        handle.execute(
                "insert into pat (id, hash, name, ask_id, until_at, created_at) values (?, ?, ?, ?, ?, ?)",
                token.id(),
                token.hash(),
                token.name(),
                token.ask(),
                Times.micros(token.until()),
                Times.micros(token.createdAt()));
    }

    public Optional<Token> find(String hash) {
        return one("hash", hash);
    }

    /** By its public id. */
    public Optional<Token> withId(String id) {
        return one("id", id);
    }

    public Optional<Token> ofAsk(String ask) {
        return one("ask_id", ask);
    }

    public Optional<Token> ofGrant(GrantId grant) {
        return one("grant_id", grant.value());
    }

    private Optional<Token> one(String column, String value) {
        return handle.createQuery("select * from pat where " + column + " = ?")
                .bind(0, value)
                .map((row, _) -> token(row))
                .findFirst();
    }

    /** Those that stand for a grant, newest first, at most {@code limit}. */
    public List<Token> newest(int limit) {
        return handle.createQuery("select * from pat where grant_id is not null order by created_at desc, id limit ?")
                .bind(0, limit)
                .map((row, _) -> token(row))
                .list();
    }

    /** The one of this id, when it stands for a grant. */
    public Optional<Token> byId(String id) {
        return one("id", id).filter(token -> token.grant().isPresent());
    }

    /** One page by id, after the given one: of one owner's grants, or of everybody's. */
    public List<Token> page(Optional<OwnerId> owner, String after, int limit) {
        var query = handle.createQuery("select p.* from pat p join grants g on g.id = p.grant_id where p.id > :after"
                        + (owner.isPresent() ? " and g.subject_kind = 'owner' and g.subject_id = :owner" : "")
                        + " order by p.id limit :limit")
                .bind("after", after)
                .bind("limit", limit);
        owner.ifPresent(who -> query.bind("owner", who.value()));
        return query.map((row, _) -> token(row)).list();
    }

    /** The tokens of an owner that stand for a grant, those that end last first, after the given grant's. */
    public List<Token> of(OwnerId owner, Optional<Grant> after, int limit) {
        var query = handle.createQuery("select p.* from grants g join pat p on p.grant_id = g.id"
                        + " where g.subject_kind = 'owner' and g.subject_id = :owner and g.agent_id = :agent"
                        + (after.isPresent() ? " and (g.until_at < :until or g.until_at = :until and g.id > :id)" : "")
                        + " order by g.until_at desc, g.id limit :limit")
                .bind("owner", owner.value())
                .bind("agent", AgentId.of(ClientId.PERSONAL, Optional.empty()).value())
                .bind("limit", limit);
        after.ifPresent(grant -> query.bind("until", Times.micros(grant.until()))
                .bind("id", grant.id().value()));
        return query.map((row, _) -> token(row)).list();
    }

    /** From now on the token stands for this grant. */
    public void attach(String ask, GrantId grant) {
        handle.execute("update pat set grant_id = ? where ask_id = ? and grant_id is null", grant.value(), ask);
    }

    /** Notes a use. */
    public void used(String id, Use use) {
        handle.execute(
                "update pat set last_used_at = ?, last_address = ? where id = ?",
                Times.micros(use.at()),
                use.address(),
                id);
    }

    /** Removes those whose request came to nothing. */
    public int sweep(Instant before) {
        return handle.execute("delete from pat where grant_id is null and created_at < ?", Times.micros(before));
    }

    private static Token token(ResultSet row) throws SQLException {
        var usedAt = row.getLong("last_used_at");
        return new Token(
                row.getString("id"),
                row.getString("hash"),
                row.getString("name"),
                row.getString("ask_id"),
                Times.instant(row.getLong("until_at")),
                Optional.ofNullable(row.getString("grant_id")).map(GrantId::new),
                Times.instant(row.getLong("created_at")),
                usedAt == 0
                        ? Optional.empty()
                        : Optional.of(new Use(Times.instant(usedAt), row.getString("last_address"))));
    }
}
