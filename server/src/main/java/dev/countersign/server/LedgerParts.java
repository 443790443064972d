package dev.countersign.server;

import dev.countersign.acts.Acts;
import dev.countersign.acts.ledger.Feed;
import dev.countersign.acts.ledger.Log;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.acts.ledger.Witness;
import dev.countersign.ledger.NoteKey;
import dev.countersign.server.config.Config;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.ledger.Anchoring;
import dev.countersign.server.ledger.LedgerEndpoints;
import dev.countersign.server.ledger.Readers;
import dev.countersign.server.ledger.WitnessEndpoint;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.operations.Health;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.StartException;
import dev.countersign.server.web.Routes;
import dev.countersign.store.LedgerRows;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;

/** Builds what the log of acts consists of. */
final class LedgerParts implements AutoCloseable {
    private final Acts acts;
    private final Sequencer sequencer;
    private final Anchoring anchoring;
    private final Feed feed;
    private final ActivityStream activity;
    private final Witness witness;
    private final boolean required;

    private LedgerParts(Foundation foundation) {
        Config.Anchors anchors = foundation.config().anchors();
        LogKeys keys = foundation.ledger();
        this.acts = foundation.acts();
        this.sequencer = Sequencer.start(acts, keys);
        this.anchoring = new Anchoring(acts, sequencer, keys.log().key(), anchors.to(), anchors.every());
        this.feed = new Feed(acts);
        this.activity = new ActivityStream(acts, feed);
        this.witness = new Witness(
                acts,
                keys.witness(),
                anchors.logs().stream().map(NoteKey::parse).toList());
        this.required = anchors.required();
    }

    /**
     * @throws StartException when an anchor cannot be understood
     */
    static LedgerParts start(Foundation foundation, Metrics metrics) {
        try {
            LedgerParts parts = new LedgerParts(foundation);
            parts.measure(metrics);
            return parts;
        } catch (IllegalArgumentException misspelled) {
            throw new StartException("anchors: " + misspelled.getMessage(), misspelled);
        }
    }

    private void measure(Metrics metrics) {
        for (String kind : List.of("file", "webhook", "witness")) {
            metrics.watch(
                    "countersign.anchors.failing",
                    "Places that do not confirm checkpoints",
                    Tags.of("kind", kind),
                    () -> anchoring.failing(kind));
        }
        metrics.watch(
                "countersign.ledger.refusing",
                "1 while this node signs nothing because the log was rewritten",
                Tags.empty(),
                () -> sequencer.trouble().isPresent() ? 1 : 0);
        metrics.watch("countersign.ledger.entries", "Entries in the log", Tags.empty(), () -> head(acts));
        metrics.watch(
                "countersign.ledger.waiting",
                "Entries that wait for their place in the log",
                Tags.empty(),
                () -> acts.read(tx -> tx.ledger().waiting()));
    }

    private static long head(Acts acts) {
        Optional<LedgerRows.Head> head = acts.read(tx -> tx.ledger().head());
        return head.map(LedgerRows.Head::size).orElse(0L);
    }

    /** What must hold before the node is ready. */
    List<Health.Check> checks() {
        Health.Check log = new Health.Check("ledger", sequencer::trouble);
        return required ? List.of(log, new Health.Check("anchors", anchoring::trouble)) : List.of(log);
    }

    void routes(Routes routes, Readers readers) {
        new LedgerEndpoints(new Log(acts), readers).routes(routes);
        new WitnessEndpoint(witness).routes(routes);
    }

    /** Acts as they happen. */
    ActivityStream activity() {
        return activity;
    }

    @Override
    public void close() {
        activity.close();
        feed.close();
        anchoring.close();
        sequencer.close();
    }
}
