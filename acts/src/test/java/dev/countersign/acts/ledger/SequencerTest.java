package dev.countersign.acts.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Growth;
import dev.countersign.ledger.TileSource;
import dev.countersign.store.Database;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequencerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void an_act_is_in_a_signed_checkpoint_within_a_second(Database database) throws InterruptedException { // issue 6
        try (var chronicle = new Chronicle(database.url(folder));
                var _ = Sequencer.start(chronicle.acts, chronicle.keys)) {
            chronicle.withOwner();
            var slowest = 0L;
            for (var i = 0; i < 5; i++) {
                chronicle.calls(10);
                var acted = System.nanoTime();
                while (signed(chronicle) < 1 + 10 * (i + 1)) Thread.sleep(5);
                slowest = Math.max(
                        slowest, Duration.ofNanos(System.nanoTime() - acted).toMillis());
            }
            assertThat(slowest).isLessThan(1_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_waited_for_a_start_is_caught_up_in_order(Database database) { // issue 6: catches up after a crash
        var url = database.url(folder);
        try (var chronicle = new Chronicle(url).withOwner()) {
            chronicle.calls(2_500);
        }
        try (var chronicle = new Chronicle(url)) {
            var checkpoint = Checkpoint.parse(chronicle.sequenced());

            assertThat(checkpoint.size()).isEqualTo(2_501);
            assertThat(millis(chronicle)).isSorted();
            assertThat(chronicle.audit().findings()).isEmpty();
        }
    }

    @Test
    void a_transaction_that_commits_late_is_not_skipped() throws InterruptedException { // issue 6: never loses
        try (var chronicle = new Chronicle(Database.POSTGRESQL.url(folder)).withOwner()) {
            var begun = new CountDownLatch(1);
            var may = new CountDownLatch(1);
            var slow = Thread.ofVirtual()
                    .start(() -> chronicle.store.writeGuarded(tx -> {
                        tx.events().append(event("ev_late"));
                        begun.countDown();
                        await(may);
                        return true;
                    }));
            begun.await();
            chronicle.calls(3);
            assertThat(Checkpoint.parse(chronicle.sequenced()).size()).isEqualTo(4);
            may.countDown();
            slow.join();

            assertThat(Checkpoint.parse(chronicle.sequenced()).size()).isEqualTo(5);
            var late = chronicle.acts.read(tx -> tx.ledger().leaf("ev_late"));
            assertThat(late).map(LedgerRows.Leaf::index).contains(4L);
        }
    }

    @Test
    void two_nodes_that_both_sequence_never_reorder_or_lose() throws InterruptedException { // issue 6
        var url = Database.POSTGRESQL.url(folder);
        try (var one = new Chronicle(url).withOwner();
                var other = new Chronicle(url)) {
            var threads = new ArrayList<Thread>();
            for (var node : new Chronicle[] {one, other}) {
                threads.add(Thread.ofVirtual().start(() -> node.calls(300)));
                threads.add(Thread.ofVirtual().start(() -> {
                    for (var i = 0; i < 60; i++) Sequencer.catchUp(node.acts, node.keys);
                }));
            }
            for (var thread : threads) thread.join();

            assertThat(Checkpoint.parse(one.sequenced()).size()).isEqualTo(601);
            assertThat(one.audit().findings()).isEmpty();
            assertThat(one.leaves())
                    .extracting(LedgerRows.Leaf::index)
                    .containsExactlyElementsOf(LongStream.range(0, 601).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_signed_over_a_log_that_was_rewritten(Database database) { // issue 6: fork the log
        try (var chronicle = new Chronicle(database.url(folder)).withOwner()) {
            chronicle.calls(30);
            var signed = chronicle.sequenced();
            // An entry and every hash above it, as somebody would who can write to the database and has no key.
            chronicle.sql("update event set kind = 'revoke' where leaf_index = 7");
            var growth = new Growth(0, (level, index, _) -> {
                throw new TileSource.MissingTile(level, index);
            });
            chronicle.leaves().forEach(leaf -> growth.append(Leaves.entry(leaf).leaf()));
            chronicle.acts.upkeep(tx -> {
                growth.takeChanged()
                        .forEach(tile ->
                                tx.ledger().put(new LedgerRows.Tile(tile.level(), tile.index(), tile.hashes())));
                return true;
            });
            chronicle.calls(1);

            assertThatThrownBy(chronicle::sequenced).hasMessageContaining("does not continue the checkpoint");
            assertThat(new Log(chronicle.acts).checkpoint())
                    .hasValueSatisfying(note -> assertThat(note).hasToString(signed.toString()));
            chronicle.sql("update ledger_head set note = 'gone'");
            assertThatThrownBy(chronicle::sequenced).hasMessageContaining("was not signed by this log");
        }
    }

    @Test
    void one_node_sequences_until_it_is_no_longer_heard_of() { // issue 6: on one node at a time
        try (var chronicle = new Chronicle(Database.POSTGRESQL.url(folder))) {
            var now = Instant.now();

            assertThat(lease(chronicle, "a", now)).isTrue();
            assertThat(lease(chronicle, "b", now.plusSeconds(1))).isFalse();
            assertThat(lease(chronicle, "a", now.plusSeconds(1))).isTrue();
            assertThat(lease(chronicle, "b", now.plusSeconds(4))).isTrue();
            assertThat(lease(chronicle, "a", now.plusSeconds(4))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_key_of_the_log_rests_sealed(Database database) { // DESIGN 3: master key
        var url = database.url(folder);
        var name = new String[1];
        try (var chronicle = new Chronicle(url)) {
            name[0] = chronicle.keys.log().key().toString();
        }
        try (var store = Store.open(url, InstantSource.system())) {
            var acts = new Acts(store, InstantSource.system());
            assertThat(LogKeys.load(acts, Chronicle.MASTER, Optional.empty(), "another.example/x")
                            .log()
                            .key())
                    .hasToString(name[0]);
            assertThatThrownBy(() -> LogKeys.load(acts, new MasterKey(new byte[40]), Optional.empty(), "x"))
                    .hasMessageContaining("another master key");
            assertThatThrownBy(() -> LogKeys.load(acts, Chronicle.MASTER, Optional.of("new.example/x"), "x"))
                    .hasMessageContaining("cannot become new.example/x");
        }
    }

    private static boolean lease(Chronicle chronicle, String node, Instant now) {
        return chronicle.acts.guarded(tx -> tx.ledger().lease(node, now, now.plusSeconds(2)));
    }

    private static long signed(Chronicle chronicle) {
        return new Log(chronicle.acts)
                .checkpoint()
                .map(Checkpoint::parse)
                .map(Checkpoint::size)
                .orElse(0L);
    }

    private static java.util.List<Long> millis(Chronicle chronicle) {
        return chronicle.leaves().stream()
                .skip(1)
                .map(leaf -> Long.parseLong(leaf.entry().body().replaceAll(".*\"millis\":([0-9]+).*", "$1")))
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Events.Entry event(String id) {
        var none = Optional.<String>empty();
        return new Events.Entry(
                id, "ask", Instant.now(), none, none, none, none, none, none, none, "AAAAAAAAAAAAAAAAAAAAAA", "{}");
    }
}
