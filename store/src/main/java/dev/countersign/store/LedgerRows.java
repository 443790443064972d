package dev.countersign.store;

import dev.countersign.core.Digest;
import dev.countersign.ledger.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The log's own rows: the order of its entries, the tiles of its tree, its newest checkpoint. */
public final class LedgerRows {
    /** An entry with its place in the log. */
    public record Leaf(long index, Events.Entry entry, Optional<String> commitment) {
        /** Whether body and salt were erased. */
        public boolean redacted() {
            return commitment.isPresent();
        }
    }

    /** An entry that has a place, and its row. */
    public record Placed(long seq, Leaf leaf) {}

    /** Gives the entry in this row this place. */
    public record Place(long seq, long index) {}

    /** The hashes of a tile, one after the other. */
    public record Tile(int level, long index, byte[] hashes) {}

    /**
     * @param size how many entries have a place
     * @param noteSize how many the newest checkpoint covers; -1 before the first
     * @param note that checkpoint, signed
     */
    public record Head(long size, long noteSize, String note) {}

    /** A key of the log; the private part is sealed under the master key. */
    public record Key(String name, String verifier, String sealed) {}

    private final Handle handle;

    LedgerRows(Handle handle) {
        this.handle = handle;
    }

    /** The state of the log; empty before it was begun. */
    public Optional<Head> head() {
        return handle.createQuery("select size, note_size, note from ledger_head where id = 1")
                .map((row, _) -> new Head(row.getLong("size"), row.getLong("note_size"), row.getString("note")))
                .findOne();
    }

    /** Begins the log, once. */
    public void begin() {
        handle.execute("insert into ledger_head (id, size, note_size, note, holder, lease_until)"
                + " values (1, 0, -1, '', '', 0) on conflict (id) do nothing");
    }

    /**
     * Makes {@code holder} the one node that sequences, or keeps it so.
     *
     * @return false when another node is, and was heard of lately
     */
    public boolean lease(String holder, Instant now, Instant until) {
        return handle.execute(
                        "update ledger_head set holder = ?, lease_until = ? where id = 1 and (holder = ? or lease_until < ?)",
                        holder,
                        Times.micros(until),
                        holder,
                        Times.micros(now))
                == 1;
    }

    /** Lets another node sequence at once. */
    public void release(String holder) {
        handle.execute("update ledger_head set lease_until = 0 where id = 1 and holder = ?", holder);
    }

    /** Committed entries without a place, in the order in which they were begun. */
    public List<Events.Stored> waiting(int limit) {
        return handle.createQuery("select * from event where leaf_index is null order by seq limit ?")
                .bind(0, limit)
                .map((row, _) -> new Events.Stored(row.getLong("seq"), Events.entry(row)))
                .list();
    }

    /** How many committed entries have no place yet. */
    public long waiting() {
        return handle.createQuery("select count(*) from event where leaf_index is null")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Moves the head from one size to the next; the row stays locked until the transaction ends.
     *
     * @return false when the log has another size by now, and nothing may be placed
     */
    public boolean advance(long from, long to) {
        return handle.execute("update ledger_head set size = ? where id = 1 and size = ?", to, from) == 1;
    }

    /**
     * Gives entries their places, for good.
     *
     * @throws IllegalStateException when one had a place already
     */
    public void place(List<Place> places) {
        var batch = handle.prepareBatch("update event set leaf_index = ? where seq = ? and leaf_index is null");
        for (var place : places)
            batch.bind(0, place.index()).bind(1, place.seq()).add();
        for (var changed : batch.execute()) {
            if (changed != 1) throw new IllegalStateException("an entry of the log has its place already");
        }
    }

    public void put(Tile tile) {
        handle.execute(
                "insert into ledger_tile (level, tile_index, hashes) values (?, ?, ?)"
                        + " on conflict (level, tile_index) do update set hashes = excluded.hashes",
                tile.level(),
                tile.index(),
                tile.hashes());
    }

    public Optional<byte[]> tile(int level, long index) {
        return handle.createQuery("select hashes from ledger_tile where level = ? and tile_index = ?")
                .bind(0, level)
                .bind(1, index)
                .map((row, _) -> row.getBytes("hashes"))
                .findOne();
    }

    /** Keeps a checkpoint, unless a newer one is there. */
    public void publish(long size, String note) {
        handle.execute(
                "update ledger_head set note_size = ?, note = ? where id = 1 and note_size < ? and size >= ?",
                size,
                note,
                size,
                size);
    }

    /** The entries from one place on, before another. */
    public List<Leaf> leaves(long from, long before) {
        return handle.createQuery("select * from event where leaf_index >= ? and leaf_index < ? order by leaf_index")
                .bind(0, from)
                .bind(1, before)
                .map((row, _) -> leaf(row))
                .list();
    }

    /**
     * Entries that have a place, in the order in which they were begun: of one owner, or of everybody.
     *
     * @param seq begins after this row
     */
    public List<Placed> placedAfter(Optional<String> owner, long seq, int limit) {
        var query = handle.createQuery("select * from event where leaf_index is not null and seq > :seq"
                        + (owner.isPresent() ? " and owner_id = :owner" : "") + " order by seq limit :limit")
                .bind("seq", seq)
                .bind("limit", limit);
        owner.ifPresent(id -> query.bind("owner", id));
        return query.map((row, _) -> new Placed(row.getLong("seq"), leaf(row))).list();
    }

    /** An entry by its id, when it has a place. */
    public Optional<Leaf> leaf(String id) {
        return handle.createQuery("select * from event where id = ? and leaf_index is not null")
                .bind(0, id)
                .map((row, _) -> leaf(row))
                .findOne();
    }

    private static Leaf leaf(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Leaf(row.getLong("leaf_index"), Events.entry(row), Optional.ofNullable(row.getString("commitment")));
    }

    /** The kept addresses that entries from one place on, before another, came from. */
    public List<Events.Origin> origins(long from, long before) {
        return handle.createQuery("select o.* from origin o join event e on e.origin_id = o.id"
                        + " where e.leaf_index >= ? and e.leaf_index < ?")
                .bind(0, from)
                .bind(1, before)
                .map((row, _) -> Events.origin(row))
                .list();
    }

    /** The addresses that entries from one place on, before another, name and that are gone, though the entries are not erased. */
    public List<String> lostOrigins(long from, long before) {
        return handle.createQuery("select e.origin_id from event e left join origin o on o.id = e.origin_id"
                        + " where e.leaf_index >= ? and e.leaf_index < ? and e.commitment is null"
                        + " and e.origin_id is not null and o.id is null")
                .bind(0, from)
                .bind(1, before)
                .mapTo(String.class)
                .list();
    }

    /** Entries whose bodies may go: of one owner or of all, from before a moment, and not erased yet. */
    public List<Leaf> redactable(Optional<String> owner, Instant before, int limit) {
        var query = handle.createQuery("select * from event where leaf_index is not null and commitment is null"
                        + " and kind <> 'redact' and at < :before" + (owner.isPresent() ? " and owner_id = :owner" : "")
                        + " order by at limit :limit")
                .bind("before", Times.micros(before))
                .bind("limit", limit);
        owner.ifPresent(id -> query.bind("owner", id));
        return query.map((row, _) -> leaf(row)).list();
    }

    /** Deletes bodies, salts and addresses, and keeps what the leaves hold. */
    public void redact(List<Leaf> leaves) {
        if (leaves.isEmpty()) return;
        var batch = handle.prepareBatch("update event set commitment = ?, salt = '', body = '{}', owner_id = null,"
                + " client_id = null, agent_id = null, device_id = null, grant_id = null, origin_id = null,"
                + " request_id = null where leaf_index = ? and commitment is null");
        var origins = handle.prepareBatch("delete from origin where id = ?");
        for (var leaf : leaves) {
            batch.bind(0, leaf.entry().commitment().base64url())
                    .bind(1, leaf.index())
                    .add();
            leaf.entry().origin().ifPresent(id -> origins.bind(0, id).add());
        }
        batch.execute();
        if (origins.size() > 0) origins.execute();
    }

    /** Another log as it was last cosigned. */
    public Optional<Checkpoint> witnessed(String origin) {
        return handle.createQuery("select * from witnessed where origin = ?")
                .bind(0, origin)
                .map((row, _) -> new Checkpoint(
                        row.getString("origin"), row.getLong("size"), Digest.fromBase64url(row.getString("root"))))
                .findOne();
    }

    /** Remembers another log before it is cosigned. */
    public void witness(Checkpoint checkpoint) {
        handle.execute(
                "insert into witnessed (origin, size, root) values (?, ?, ?)"
                        + " on conflict (origin) do update set size = excluded.size, root = excluded.root",
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root().base64url());
    }

    public Optional<Key> key(String name) {
        return handle.createQuery("select * from ledger_key where name = ?")
                .bind(0, name)
                .map((row, _) -> new Key(row.getString("name"), row.getString("verifier"), row.getString("sealed")))
                .findOne();
    }

    /** Keeps a key, unless there is one of that name. */
    public void put(Key key) {
        handle.execute(
                "insert into ledger_key (name, verifier, sealed) values (?, ?, ?) on conflict (name) do nothing",
                key.name(),
                key.verifier(),
                key.sealed());
    }
}
