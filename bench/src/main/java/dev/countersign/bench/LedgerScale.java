package dev.countersign.bench;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.ledger.Audit;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.acts.ledger.Stored;
import dev.countersign.store.Events;
import dev.countersign.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** How fast the log of acts is sequenced and verified: {@code LedgerScale ENTRIES}, in a SQLite store of its own. */
public final class LedgerScale {
    private static final int BATCH = 1_000;

    private LedgerScale() {}

    public static void main(String[] arguments) throws IOException {
        var count = Integer.parseInt(arguments.length > 0 ? arguments[0] : "1000000");
        Path folder = Files.createTempDirectory("ledger-scale");
        try (var store = Store.open("jdbc:sqlite:" + folder.resolve("log.db"), InstantSource.system())) {
            var acts = new Acts(store, InstantSource.system());
            var keys = LogKeys.load(acts, new MasterKey(new byte[32]), Optional.empty(), "bench.example/log");
            var begun = System.nanoTime();
            for (var first = 0; first < count; first += BATCH) append(acts, first, Math.min(count, first + BATCH));
            say("written", count, begun);
            begun = System.nanoTime();
            Sequencer.catchUp(acts, keys);
            say("sequenced and signed", count, begun);
            begun = System.nanoTime();
            var report = Audit.of(new Stored(acts), keys.log().key(), List.of());
            say("verified", (int) report.size(), begun);
            System.out.printf(
                    "memory at most: %d MB (the JVM was given %d)%n",
                    peak(), Runtime.getRuntime().maxMemory() >> 20);
            if (!report.whole())
                throw new IllegalStateException(report.findings().toString());
        } finally {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    /** From Linux's own books; 0 elsewhere. */
    private static long peak() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static void append(Acts acts, int first, int before) {
        acts.upkeep(tx -> {
            for (var i = first; i < before; i++) tx.events().append(entry(i));
            return true;
        });
    }

    private static Events.Entry entry(int i) {
        return new Events.Entry(
                "ev_%020d".formatted(i),
                "record-call",
                Instant.EPOCH.plusSeconds(i),
                Optional.of("ow_AAAAAAAAAAAAAAAAAAAA"),
                Optional.of("mcp-agent"),
                Optional.of("ag_AAAAAAAAAAAAAAAAAAAA"),
                Optional.empty(),
                Optional.of("gr_AAAAAAAAAAAAAAAAAAAA"),
                Optional.empty(),
                Optional.of("AAAAAAAAAAAAAAAA"),
                "AAAAAAAAAAAAAAAAAAAAAA",
                "{\"access\":\"read\",\"method\":\"tools/call\",\"millis\":" + i
                        + ",\"outcome\":\"ok\",\"server\":\"notes\",\"token\":\"AAAAAAAAAAAAAAAA\",\"tool\":\"read_note\"}");
    }

    private static void say(String what, int count, long begun) {
        var seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%-22s %,d entries in %.1f s: %,.0f a second%n", what, count, seconds, count / seconds);
    }
}
