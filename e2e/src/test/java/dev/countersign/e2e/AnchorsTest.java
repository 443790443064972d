package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checkpoints leave the host, and what comes back tells whether history was rewritten. */
class AnchorsTest {
    @Test
    void a_log_that_is_put_back_is_noticed_by_every_place_that_saw_it() throws IOException { // issue 6, U7
        try (RunningServer first = RunningServer.plain()) {
            String key = first.command("audit", "key").out().strip();
            first.stop();
            Path database = first.data().resolve("countersign.db");
            Path backup = Files.copy(database, first.folder().resolve("backup.db"));
            try (RunningServer witness = RunningServer.configured("anchors: { logs: ['" + key + "'] }\n");
                    RunningServer anchored = anchored(first, witness)) {
                awaitReady(anchored, 200);
                List<Path> files = files(witness.folder().resolve("anchors"));
                assertThat(files).isNotEmpty();
                assertThat(anchored.command("audit", "verify", "--key", key, "--anchor", witness.folder() + "/anchors")
                                .code())
                        .isZero();
                assertThat(metric(anchored))
                        .contains(
                                "countersign_anchors_failing{kind=\"file\"} 0.0",
                                "countersign_anchors_failing{kind=\"witness\"} 0.0");

                assertWitnessed(anchored, witness, key);

                anchored.stop();
                Files.copy(backup, database, StandardCopyOption.REPLACE_EXISTING);
                Files.deleteIfExists(Path.of(database + "-wal"));
                Files.deleteIfExists(Path.of(database + "-shm"));
                anchored.startAgain();

                awaitSaid(anchored, "/readyz", "diverging");
                assertThat(Http.status(anchored.issuer() + "/readyz")).isEqualTo(503);
                awaitSaid(anchored, "/metrics", "countersign_anchors_failing{kind=\"file\"} 1.0");
                awaitSaid(anchored, "/metrics", "countersign_anchors_failing{kind=\"witness\"} 1.0");
                assertThat(anchored.command("audit", "verify", "--key", key, "--anchor", witness.folder() + "/anchors")
                                .code())
                        .isEqualTo(1);
            }
        }
    }

    /** The receipt of an entry that a witness saw proves that too, to whoever has both keys. */
    private static void assertWitnessed(RunningServer anchored, RunningServer witness, String key) throws IOException {
        String event = Http.JSON
                .readTree(anchored.command("audit", "export")
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow())
                .path("id")
                .asString();
        String by = Http.JSON
                .readTree(witness.command("audit", "key", "--json").out())
                .path("witness")
                .asString();
        Path receipt = witness.folder().resolve("receipt");
        Files.writeString(receipt, anchored.command("audit", "prove", event).out());
        Finished checked = anchored.command("audit", "check", receipt.toString(), "--key", key, "--witness", by);
        assertThat(checked.code()).as(checked.err()).isZero();
        assertThat(checked.out()).contains("proved: " + event, "cosigned: localhost:" + witness.port());
        String stranger = Http.JSON
                .readTree(anchored.command("audit", "key", "--json").out())
                .path("witness")
                .asString();
        assertThat(anchored.command("audit", "check", receipt.toString(), "--key", key, "--witness", stranger)
                        .err())
                .contains("not cosigned by the witness");
    }

    private static RunningServer anchored(RunningServer first, RunningServer witness) throws IOException {
        String key = Http.JSON
                .readTree(witness.command("audit", "key", "--json").out())
                .path("witness")
                .asString();
        String config = "store: jdbc:sqlite:" + first.data().resolve("countersign.db")
                + "\nanchors: { every: PT1S, required: on, to: [ "
                + Files.createDirectory(witness.folder().resolve("anchors")) + ", '" + key + " " + witness.issuer()
                + "/ledger/witness' ] }\n";
        return RunningServer.started(
                config,
                Map.of("COUNTERSIGN_KEY", first.data().resolve("master.key").toString()));
    }

    private static void awaitReady(RunningServer server, int status) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(30));
        while (Http.status(server.issuer() + "/readyz") != status) {
            assertThat(deadline.passed())
                    .as(Http.get(server.issuer() + "/readyz").body())
                    .isFalse();
            deadline.nap();
        }
    }

    /** Not ready it is from the start; why, it knows when each place has answered. */
    private static void awaitSaid(RunningServer server, String path, String wanted) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(30));
        while (!Http.get(server.issuer() + path).body().contains(wanted)) {
            assertThat(deadline.passed()).as(wanted).isFalse();
            deadline.nap();
        }
    }

    private static String metric(RunningServer server) {
        return Http.get(server.issuer() + "/metrics").body();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
