package dev.countersign.server.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.ledger.Log;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.acts.upkeep.NoteAnchor;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.Anchors;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries checkpoints off this host on an interval, from the node that sequences. A place that does not confirm, or that saw
 * another log, is an alarm until it confirms again.
 */
public final class Anchoring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Anchoring.class);

    private final Acts acts;
    private final Sequencer sequencer;
    private final NoteKey key;
    private final Log log;
    private final WebAnchor web;
    private final Map<String, AnchorTarget> targets = new LinkedHashMap<>();
    private final Duration every;
    private final Thread thread;

    /**
     * @param to the places, as configured
     */
    public Anchoring(Acts acts, Sequencer sequencer, NoteKey key, List<String> to, Duration every) {
        this.acts = acts;
        this.sequencer = sequencer;
        this.key = key;
        this.log = new Log(acts);
        this.web = new WebAnchor(log);
        this.every = every;
        to.forEach(text -> targets.put(text, AnchorTarget.parse(text)));
        this.thread = Thread.ofVirtual().name("anchors").unstarted(this::run);
        if (!targets.isEmpty()) thread.start();
    }

    private void run() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
            while (true) {
                if (sequencer.here()) round();
                Thread.sleep(every);
            }
        } catch (InterruptedException closed) {
            return;
        }
    }

    private void round() {
        try {
            var checkpoint = log.checkpoint();
            if (checkpoint.isPresent()) targets.forEach((name, target) -> anchor(name, target, checkpoint.get()));
        } catch (RuntimeException failed) {
            LOG.warn("checkpoints could not be anchored; it is tried again in {}: {}", every, failed.getMessage());
        }
    }

    private void anchor(String name, AnchorTarget target, SignedNote note) {
        var before = acts.read(tx -> tx.anchors().find(name));
        var now = acts.now();
        var size = Checkpoint.parse(note).size();
        Anchors.Anchor after;
        try {
            var confirmed = send(target, before.map(Anchors.Anchor::size).orElse(0L), note);
            after = new Anchors.Anchor(name, size, now, confirmed.toString(), Optional.empty(), "");
            if (before.isPresent() && before.get().failingSince().isPresent()) {
                LOG.info("the {} anchor {} confirms again", target.kind(), place(target));
            }
        } catch (AnchorTrouble trouble) {
            var since = before.flatMap(Anchors.Anchor::failingSince).orElse(now);
            after = new Anchors.Anchor(
                    name,
                    before.map(Anchors.Anchor::size).orElse(0L),
                    before.map(Anchors.Anchor::at).orElse(now),
                    before.map(Anchors.Anchor::note).orElse(""),
                    Optional.of(since),
                    String.valueOf(trouble.getMessage()));
            if (trouble.diverged()) {
                LOG.error("the {} anchor {} is {}", target.kind(), place(target), trouble.getMessage());
            } else {
                LOG.warn("the {} anchor {}: {}", target.kind(), place(target), trouble.getMessage());
            }
        }
        acts.upkeep(new NoteAnchor(after));
    }

    private SignedNote send(AnchorTarget target, long known, SignedNote note) throws AnchorTrouble {
        return switch (target) {
            case AnchorTarget.Folder folder -> {
                new FolderAnchor(folder.path(), key, log).send(note);
                yield note;
            }
            case AnchorTarget.Webhook hook -> {
                web.hook(hook.address(), note);
                yield note;
            }
            case AnchorTarget.Witness witness -> web.witness(witness, known, note);
        };
    }

    /** Where it is, without a query: that may hold a webhook's secret. */
    private static String place(AnchorTarget target) {
        return switch (target) {
            case AnchorTarget.Folder folder -> folder.path().toString();
            case AnchorTarget.Webhook hook -> hook.address().getHost();
            case AnchorTarget.Witness witness -> witness.key().name();
        };
    }

    /** How many configured places of a kind do not confirm now; one that was never asked counts after two rounds. */
    public long failing(String kind) {
        var known = known();
        return targets.entrySet().stream()
                .filter(target -> target.getValue().kind().equals(kind))
                .filter(target -> trouble(known.get(target.getKey())).isPresent())
                .count();
    }

    /** How many configured places of a kind there are. */
    public long configured(String kind) {
        return targets.values().stream()
                .filter(target -> target.kind().equals(kind))
                .count();
    }

    /** What is wrong with the first place that does not confirm. */
    public Optional<String> trouble() {
        var known = known();
        return targets.entrySet().stream()
                .flatMap(
                        target -> trouble(known.get(target.getKey()))
                                .map(why -> "the " + target.getValue().kind() + " anchor: " + why)
                                .stream())
                .findFirst();
    }

    private Map<String, Anchors.Anchor> known() {
        var known = new LinkedHashMap<String, Anchors.Anchor>();
        List<Anchors.Anchor> all = acts.read(tx -> tx.anchors().all());
        all.forEach(anchor -> known.put(anchor.target(), anchor));
        return known;
    }

    private Optional<String> trouble(Anchors.@org.jspecify.annotations.Nullable Anchor anchor) {
        if (anchor == null) return Optional.of("it has not confirmed a checkpoint yet");
        if (anchor.failingSince().isPresent()) return Optional.of(anchor.trouble());
        var late = acts.now().minus(every.multipliedBy(3)).minusSeconds(10);
        return anchor.at().isBefore(late)
                ? Optional.of("it last confirmed a checkpoint at " + anchor.at())
                : Optional.empty();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
