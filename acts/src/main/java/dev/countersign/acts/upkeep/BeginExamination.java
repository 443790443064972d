package dev.countersign.acts.upkeep;

import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Lets one at a time examine a deployment. Whoever does holds it for a time that ends by the database's clock, so that one
 * who was killed blocks nobody for long.
 *
 * @param id a secret of the examiner's, to end it with
 * @param who for the others
 */
public record BeginExamination(String id, String who, Duration atMost)
        implements Transaction<Optional<BeginExamination.Running>> {
    static final String NAME = "examination";

    /** Somebody else's. */
    public record Running(String who, Instant since, Instant until) {}

    /** Empty when it is this examiner's now; else whose it is. */
    @Override
    public Optional<Running> in(Tx tx) {
        var now = tx.databaseTime();
        var running = tx.settings()
                .find(NAME)
                .map(StrictJson::parse)
                .map(row -> new Running(
                        row.path("who").asString(""),
                        Instant.parse(row.path("since").asString("")),
                        Instant.parse(row.path("until").asString(""))))
                .filter(other -> other.until().isAfter(now));
        if (running.isPresent()) return running;
        var row = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("who", who)
                .put("since", now.toString())
                .put("until", now.plus(atMost).toString());
        tx.settings().put(NAME, row.toString());
        return Optional.empty();
    }
}
