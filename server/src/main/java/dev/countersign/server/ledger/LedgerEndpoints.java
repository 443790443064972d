package dev.countersign.server.ledger;

import dev.countersign.acts.ledger.Log;
import dev.countersign.ledger.TilePath;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.LedgerRows;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Serves the log as C2SP tlog-tiles: checkpoint and hashes to everybody, bundles of entries to who may read all. Bodies, which
 * can be erased, and receipts stand at addresses of their own; there an owner gets their own.
 */
public final class LedgerEndpoints {
    private final Log log;
    private final Readers readers;

    public LedgerEndpoints(Log log, Readers readers) {
        this.log = log;
        this.readers = readers;
    }

    public void routes(Routes routes) {
        routes.get("/ledger/checkpoint", _ -> checkpoint())
                .crossOrigin("/ledger/checkpoint")
                .get("/ledger/tile/{path...}", this::tile)
                .crossOrigin("/ledger/tile/{path...}")
                .get("/ledger/bodies/{path...}", this::bodies)
                .get("/ledger/receipts/{event}", this::receipt);
    }

    private Reply checkpoint() {
        return log.checkpoint()
                .map(note -> Reply.text(200, "text/plain; charset=utf-8", note.toString())
                        .with("Cache-Control", "public, max-age=1"))
                .orElseThrow(() -> new Refusal.Problem(
                        503, "No checkpoint yet", "The log signs its first checkpoint within a second; try again."));
    }

    private Reply tile(Exchange exchange) {
        var path = TilePath.parse(exchange.segment("path")).orElseThrow(LedgerEndpoints::none);
        if (path.level() == TilePath.ENTRIES) return bundle(path, exchange);
        return log.tile(path)
                .map(hashes -> octets(hashes).with("Cache-Control", "public, max-age=31536000, immutable"))
                .orElseThrow(LedgerEndpoints::none);
    }

    private Reply bundle(TilePath path, Exchange exchange) {
        if (readers.of(exchange).only().isPresent()) {
            throw new Refusal.Problem(
                    403, "Not your entries alone", "A bundle holds everybody's entries: sign in as an auditor.");
        }
        return log.bundle(path)
                .map(bytes -> octets(bytes).with("Cache-Control", "private, max-age=3600"))
                .orElseThrow(LedgerEndpoints::none);
    }

    /** One line of JSON for each entry of a bundle: place, entry, salt, body; only the place where the reader may not look. */
    private Reply bodies(Exchange exchange) {
        var path = TilePath.parse("entries/" + exchange.segment("path")).orElseThrow(LedgerEndpoints::none);
        var reader = readers.of(exchange);
        return log.leaves(path)
                .map(leaves -> Reply.text(200, "application/jsonl", lines(leaves, reader))
                        .with("Cache-Control", "no-store"))
                .orElseThrow(LedgerEndpoints::none);
    }

    private static String lines(List<LedgerRows.Leaf> leaves, Readers.Reader reader) {
        return leaves.stream().map(leaf -> line(leaf, reader) + "\n").collect(Collectors.joining());
    }

    private static String line(LedgerRows.Leaf leaf, Readers.Reader reader) {
        var json = JsonNodeFactory.instance.objectNode().put("index", leaf.index());
        if (reader.may(leaf.entry().owner())) {
            json.put("entry", Log.entry(leaf));
            Log.opening(leaf)
                    .ifPresentOrElse(
                            open -> json.put("salt", leaf.entry().salt()).put("body", open.text()),
                            () -> json.put("erased", true));
        }
        return json.toString();
    }

    private Reply receipt(Exchange exchange) {
        var reader = readers.of(exchange);
        var receipt = log.awaited(exchange.segment("event")).orElseThrow(LedgerEndpoints::none);
        var owner = receipt.opening().flatMap(open -> open.parsed().owner());
        if (!reader.may(owner)) throw none();
        return Reply.text(200, "text/plain; charset=utf-8", receipt.text()).with("Cache-Control", "no-store");
    }

    private static Reply octets(byte[] bytes) {
        return Reply.bytes(200, "application/octet-stream", bytes);
    }

    private static Refusal none() {
        return new Refusal.Problem(
                404, "Not in the log", "The newest checkpoint does not have this; ask for what it covers.");
    }
}
