package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Called;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.EndCall;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCall;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.StartCall;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.SampleGrants;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A store with a log in it, acts to put there, and a hand that changes rows behind its back. */
final class Chronicle implements AutoCloseable {
    static final MasterKey MASTER = new MasterKey(new byte[32]);
    static final OwnerId ADA = new OwnerId("ow_ada");
    private static final Origin HERE = new Origin(Optional.of("req-1"), "192.0.2.7", "curl/8");

    final String url;
    Store store;
    Acts acts;
    LogKeys keys;

    Chronicle(String url) {
        this.url = url;
        open();
    }

    void open() {
        store = Store.open(url, InstantSource.system());
        acts = new Acts(store, InstantSource.system());
        keys = LogKeys.load(acts, MASTER, Optional.empty(), "log.example/ledger");
    }

    Chronicle withOwner() {
        acts.perform(
                new CreateOwner(ADA, "ada", "host", Optional.empty(), Optional.of("$h"), Optional.empty(), acts.now()),
                HERE);
        return this;
    }

    Grant grant(OwnerId owner) {
        return SampleGrants.of(owner.value(), new Subject.Owner(owner), Authority.NONE, acts.now());
    }

    Called call(OwnerId owner) {
        return new Called(grant(owner), "jti-1", "notes", "tools/call", Optional.of("read_note"), Access.READ);
    }

    void calls(int count) {
        for (var i = 0; i < count; i++) acts.perform(new RecordCall(call(ADA), "ok", i), HERE);
    }

    void start(String id) {
        acts.perform(new StartCall(id, call(ADA), Optional.empty(), acts.now()), HERE);
    }

    void end(String id) {
        acts.perform(new EndCall(id, call(ADA), "ok", 3), HERE);
    }

    void revoke(String key) {
        acts.perform(new Revoke(new RevocationKey(key), Optional.of(ADA)), HERE);
    }

    /** Everything into the log; the checkpoint over it. */
    SignedNote sequenced() {
        Sequencer.catchUp(acts, keys);
        return new Log(acts).checkpoint().orElseThrow();
    }

    Report audit(SignedNote... anchors) {
        return Audit.of(new Stored(acts), keys.log().key(), List.of(anchors));
    }

    /** Changes the database as somebody would who can write to it. */
    int sql(String statement) {
        try (Connection connection = DriverManager.getConnection(url);
                var running = connection.createStatement()) {
            return running.executeUpdate(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static Instant later() {
        return Instant.now().plusSeconds(60);
    }

    /** The entries of the log, by place. */
    List<LedgerRows.Leaf> leaves() {
        return acts.read(tx -> tx.ledger().leaves(0, 10_000));
    }

    @Override
    public void close() {
        store.close();
    }
}
