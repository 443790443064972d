package dev.countersign.server.console;

import dev.countersign.server.host.AuditCsv;
import dev.countersign.server.host.AuditJson;
import dev.countersign.server.web.Reply;
import dev.countersign.store.LedgerRows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The entries that are looked at as a file, oldest first, in the forms of {@code audit export}. */
final class ActivityExport {
    private static final int PAGE = 1_000;

    private final Desk desk;

    ActivityExport(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.answer("/console/activity.csv", look -> file(look, "text/csv; charset=utf-8", "csv", true));
        desk.answer("/console/activity.jsonl", look -> file(look, "application/jsonl", "jsonl", false));
    }

    private Reply file(Look look, String type, String ending, boolean csv) {
        var filter = ActivityFilter.of(look);
        return Reply.stream(type, out -> write(filter, csv, out))
                .with("Content-Disposition", "attachment; filename=\"activity." + ending + "\"")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }

    private void write(ActivityFilter filter, boolean csv, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (csv) writer.write(AuditCsv.header() + "\r\n");
        var after = 0L;
        while (true) {
            var from = after;
            var page = desk.acts().read(tx -> tx.ledger().placedAfter(filter.owner(), from, PAGE));
            for (var placed : page) one(placed.leaf(), filter, csv, writer);
            writer.flush();
            if (page.size() < PAGE) return;
            after = page.getLast().seq();
        }
    }

    private static void one(LedgerRows.Leaf leaf, ActivityFilter filter, boolean csv, Writer writer)
            throws IOException {
        if (!filter.wants(leaf.entry())) return;
        var entry = AuditJson.of(leaf);
        writer.write(csv ? AuditCsv.line(entry) + "\r\n" : entry + "\n");
    }
}
