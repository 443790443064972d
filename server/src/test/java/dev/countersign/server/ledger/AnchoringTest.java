package dev.countersign.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.acts.Acts;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.core.Digest;
import dev.countersign.core.OwnerId;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.NoteSigner;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.Database;
import dev.countersign.store.Store;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchoringTest {
    private static final Duration EVERY = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private Store store;
    private Acts acts;
    private LogKeys keys;
    private Sequencer sequencer;

    @BeforeEach
    void begin() {
        store = Database.SQLITE.open(folder, InstantSource.system());
        acts = new Acts(store, InstantSource.system());
        keys = LogKeys.load(acts, new MasterKey(new byte[32]), Optional.empty(), "log.example/x");
        sequencer = Sequencer.start(acts, keys);
        acts.perform(
                new CreateOwner(
                        new OwnerId("ow_ada"),
                        "ada",
                        "host",
                        Optional.empty(),
                        Optional.of("$h"),
                        Optional.empty(),
                        acts.now()),
                Origin.HOST);
    }

    @AfterEach
    void end() {
        sequencer.close();
        store.close();
    }

    @Test
    void a_mount_that_is_missing_is_an_alarm_until_it_is_back() throws Exception { // issue 6 point 4: missing anchor
        var mount = folder.resolve("mount");
        var file = mount.resolve("checkpoint");
        try (var anchoring = anchoring(file.toString())) {
            assertThat(anchoring.trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("has not confirmed"));
            await(() -> anchoring.trouble().orElse("").contains("cannot be written"));
            assertThat(anchoring.failing("file")).isOne();
            assertThat(anchoring.failing("webhook")).isZero();
            Files.createDirectory(mount);
            await(() -> anchoring.trouble().isEmpty());
            assertThat(anchoring.failing("file")).isZero();
            var note = SignedNote.parse(Files.readString(file));
            assertThat(note.signedBy(keys.log().key())).isPresent();
        }
    }

    @Test
    void a_webhook_gets_each_checkpoint_and_one_that_refuses_is_an_alarm() throws Exception { // issue 6 point 4
        var status = new AtomicInteger(500);
        var sent = new ConcurrentLinkedQueue<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            sent.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        try (var anchoring = anchoring("http://127.0.0.1:" + server.getAddress().getPort() + "/hook")) {
            await(() -> anchoring.trouble().orElse("").contains("answered 500"));
            assertThat(anchoring.failing("webhook")).isOne();
            status.set(204);
            await(() -> anchoring.trouble().isEmpty());
            assertThat(SignedNote.parse(sent.remove()).signedBy(keys.log().key()))
                    .isPresent();
            server.stop(0);
            await(() -> anchoring.trouble().orElse("").contains("cannot be reached"));
        }
    }

    @Test
    void a_place_that_saw_another_log_is_an_alarm_and_is_left_as_it_is()
            throws Exception { // issue 6 point 4: diverging
        var anchors = Files.createDirectory(folder.resolve("anchors"));
        var forked = keys.log().sign(new Checkpoint("log.example/x", 1, Digest.of("another future")).note());
        var theirs = Files.writeString(anchors.resolve("0000000000000000001.checkpoint"), forked.toString());
        try (var anchoring = anchoring(anchors.toString())) {
            await(() -> anchoring.trouble().orElse("").contains("diverging: this log does not continue"));
            assertThat(anchoring.failing("file")).isOne();
            assertThat(theirs).hasContent(forked.toString());
        }
        var stranger = NoteSigner.generate("log.example/x", NoteKey.Kind.NOTE);
        Files.writeString(
                theirs, stranger.sign(SignedNote.unsigned(forked.text())).toString());
        try (var anchoring = anchoring(anchors.toString())) {
            await(() -> anchoring.trouble().orElse("").contains("is not signed by this log"));
        }
    }

    private Anchoring anchoring(String to) {
        return new Anchoring(acts, sequencer, keys.log().key(), List.of(to), EVERY);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
