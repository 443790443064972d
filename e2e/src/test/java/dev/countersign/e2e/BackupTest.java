package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Backups as an operator makes them: beside a running server that is busy, brought back into another folder. */
class BackupTest {
    @Test // DESIGN 5: store commands work beside a running server; issue 6.3: audit verify works on a backup
    void a_backup_of_a_busy_server_brings_everything_back_and_its_ledger_is_whole() throws IOException {
        try (CommandLineScene scene = new CommandLineScene()) {
            RunningServer server = scene.server;
            String token = scene.token("notes", "read");
            Path backup = server.folder().resolve("backup.zip");
            Finished made = busy(server, () -> server.command("backup", backup.toString(), "--json"));
            assertThat(made.code()).as(made.err()).isZero();
            JsonNode manifest = Http.JSON.readTree(made.out());
            assertThat(manifest.path("master_key").asString()).isEqualTo("not included");
            assertThat(manifest.path("ledger").path("size").asLong()).isPositive();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(backup, StandardCharsets.ISO_8859_1))
                    .as("no master key")
                    .doesNotContain("master.key");
            try (Stream<Path> left = Files.list(server.data())) {
                assertThat(left.map(Path::toString)).noneMatch(file -> file.contains("backup-"));
            }
            assertThat(server.command("backup", backup.toString()).err()).contains("never replaces a file");
            Finished audit = server.command("audit", "verify", "--backup", backup.toString());
            assertThat(audit.out()).as(audit.err()).contains("whole", "1 earlier checkpoints continued");

            assertThat(server.command("restore", backup.toString()).err()).contains("a server runs on");
            server.stop();
            assertThat(server.command("restore", backup.toString()).err()).contains("is not empty");
            Path lost = server.folder().resolve("lost");
            Files.move(server.data(), lost);
            assertThat(server.command("restore", backup.toString()).err()).contains("holds no master key");
            Path another = Files.writeString(server.folder().resolve("other.key"), "A".repeat(43) + "=\n");
            assertThat(server.command("restore", backup.toString(), "--master-key", another.toString())
                            .err())
                    .contains("sealed under another master key");
            Finished restored = server.command(
                    "restore",
                    backup.toString(),
                    "--master-key",
                    lost.resolve("master.key").toString());
            assertThat(restored.code()).as(restored.err()).isZero();
            assertThat(restored.out()).contains("its ledger is whole");

            server.startAgain();
            assertThat(new Mcp(server.mcp("notes"), token)
                            .initialized()
                            .request("tools/list", "{}")
                            .body())
                    .contains("read_note");
            assertThat(server.command("grants", "list").out()).contains("ada");
            Finished whole = server.command("audit", "verify");
            assertThat(whole.code()).as(whole.out() + whole.err()).isZero();
        }
    }

    @Test // a backup that is not what was made is refused, and says where; DESIGN 3: host commands work without a
    // server
    void a_damaged_backup_is_refused_and_says_where(@TempDir Path folder) throws IOException {
        Path backup = folder.resolve("backup.zip");
        Path data = folder.resolve("data");
        Finished made = command("backup", backup.toString(), "--data", data.toString());
        assertThat(made.code()).as(made.err()).isZero();
        byte[] good = Files.readAllBytes(backup);
        byte[] flipped = good.clone();
        flipped[good.length / 3] ^= 1;
        byte[] cut = Arrays.copyOf(good, good.length / 2);

        assertThat(refused(folder, flipped)).contains("countersign.db cannot be unpacked");
        assertThat(refused(folder, cut)).contains("countersign.db cannot be unpacked");
        assertThat(refused(folder, "This is a letter.".getBytes(StandardCharsets.UTF_8)))
                .contains("is no backup");
    }

    @Test // DESIGN Dependencies: the master key is never in a backup, so nobody else can make one
    void a_backup_that_somebody_changed_is_refused_though_all_its_checksums_fit(@TempDir Path folder) throws Exception {
        Path backup = folder.resolve("backup.zip");
        Finished made = command(
                "backup", backup.toString(), "--data", folder.resolve("data").toString());
        assertThat(made.code()).as(made.err()).isZero();

        assertThat(refused(folder, changed(backup, folder.resolve("changed.db"))))
                .contains("is not as it was made", "Nothing was restored");
    }

    /** As one who holds the file writes into its store, and makes the manifest fit. */
    private static byte[] changed(Path backup, Path store) throws Exception {
        ObjectNode manifest;
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            Files.copy(zip.getInputStream(zip.getEntry("countersign.db")), store);
            manifest = (ObjectNode) Http.JSON.readTree(zip.getInputStream(zip.getEntry("manifest.json")));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into owner (id, name, role, created_at, added_by) values ('ow_eve', 'eve', 'admin', 1, 'host')");
        }
        byte[] bytes = Files.readAllBytes(store);
        manifest.withObject("/store")
                .put("bytes", bytes.length)
                .put(
                        "sha256",
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("countersign.db"));
            zip.write(bytes);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    private static String refused(Path folder, byte[] damaged) throws IOException {
        Path file = Files.write(folder.resolve("damaged.zip"), damaged);
        Path into = folder.resolve("into");
        Path key = folder.resolve("data").resolve("master.key");
        Finished refused =
                command("restore", file.toString(), "--data", into.toString(), "--master-key", key.toString());
        assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(1);
        assertThat(into).isEmptyDirectory();
        return refused.err();
    }

    private static Finished command(String... arguments) {
        return Finished.of(new ProcessBuilder(Distribution.java(arguments)));
    }

    /** Two clients ask without end meanwhile. */
    private static Finished busy(RunningServer server, Supplier<Finished> work) {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients = Stream.of(1, 2)
                .map(each -> Thread.startVirtualThread(() -> {
                    while (!enough.get()) {
                        asks(server, answered);
                    }
                }))
                .toList();
        try {
            Deadline.await(
                    "clients to be busy",
                    Duration.ofSeconds(30),
                    () -> answered.get() > 20 ? Optional.of(true) : Optional.empty());
            int before = answered.get();
            Finished done = work.get();
            assertThat(answered.get()).as("nobody waited for the backup").isGreaterThan(before);
            return done;
        } finally {
            enough.set(true);
            clients.forEach(BackupTest::join);
        }
    }

    private static void asks(RunningServer server, AtomicInteger answered) {
        try {
            Http.form(
                    server.issuer() + "/oauth/device_authorization",
                    Map.of("client_id", "mcp-agent", "scope", "mcp:read", "resource", server.mcp("notes")));
            answered.incrementAndGet();
        } catch (UncheckedIOException ended) {
            throw new AssertionError(ended);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
