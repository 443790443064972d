package dev.countersign.acts.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCall;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Database;
import dev.countersign.store.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedTest {
    private static final OwnerId BOB = new OwnerId("ow_bob");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void acts_are_told_once_and_at_once(Database database) throws InterruptedException { // issue 6: live view
        try (var chronicle = new Chronicle(database.url(folder)).withOwner();
                var feed = new Feed(chronicle.acts);
                var _ = Sequencer.start(chronicle.acts, chronicle.keys);
                var everybody = feed.subscribe(Optional.empty());
                var bob = feed.subscribe(Optional.of(BOB))) {
            List<Long> waits = new ArrayList<>();
            var ids = new HashSet<String>();
            for (var i = 0; i < 20; i++) {
                var acted = System.nanoTime();
                chronicle.calls(1);
                ids.add(everybody.next(PATIENCE).orElseThrow().entry().id());
                waits.add(Duration.ofNanos(System.nanoTime() - acted).toMillis());
            }
            chronicle.acts.perform(new RecordCall(chronicle.call(BOB), "ok", 1), Origin.SELF);

            assertThat(ids).hasSize(20);
            assertThat(waits.stream().sorted().toList().get(10)).isLessThan(100);
            assertThat(bob.next(PATIENCE).orElseThrow().entry().owner()).contains("ow_bob");
            assertThat(everybody.next(PATIENCE).orElseThrow().entry().owner()).contains("ow_bob");
            // Once they have their places, they are found again and not told again.
            while (feed.floor() < 22) Thread.sleep(10);
            assertThat(everybody.next(Duration.ofMillis(100))).isEmpty();
            assertThat(bob.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void acts_of_another_node_are_told_within_a_moment() throws InterruptedException { // issue 6: within 100 ms
        var url = Database.POSTGRESQL.url(folder);
        try (var here = new Chronicle(url).withOwner();
                var there = new Chronicle(url);
                var feed = new Feed(here.acts);
                var _ = Sequencer.start(there.acts, there.keys);
                var listener = feed.subscribe(Optional.empty())) {
            List<Long> waits = new ArrayList<>();
            for (var i = 0; i < 20; i++) {
                there.calls(1);
                var acted = System.nanoTime();
                var told = listener.next(PATIENCE).orElseThrow().entry();
                waits.add(Duration.ofNanos(System.nanoTime() - acted).toMillis());
                assertThat(told.kind()).isEqualTo("record-call");
            }
            assertThat(waits.stream().sorted().toList().get(10)).isLessThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_was_before_is_not_told(Database database) throws InterruptedException { // DESIGN Ledger
        try (var chronicle = new Chronicle(database.url(folder)).withOwner();
                var feed = new Feed(chronicle.acts)) {
            chronicle.calls(3);
            chronicle.sequenced();
            chronicle.calls(3);
            try (var listener = feed.subscribe(Optional.empty())) {
                assertThat(listener.from()).isEqualTo(4);
                chronicle.sequenced();
                while (feed.floor() < 7) Thread.sleep(10);
                assertThat(listener.next(Duration.ZERO)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_does_not_take_what_is_told_holds_nothing_up(Database database) throws InterruptedException { // issue 6
        try (var chronicle = new Chronicle(database.url(folder)).withOwner();
                var feed = new Feed(chronicle.acts);
                var slow = feed.subscribe(Optional.empty());
                var quick = feed.subscribe(Optional.empty())) {
            List<Events.Entry> got = new ArrayList<>();
            for (var i = 0; i < 1_100; i++) {
                chronicle.calls(1);
                quick.next(PATIENCE).ifPresent(told -> got.add(told.entry()));
            }
            assertThat(got).hasSize(1_100);
            assertThat(quick.behind()).isFalse();
            assertThat(slow.behind()).isTrue();
            // What it still gets are the first, without a gap: it can resume behind them.
            for (var i = 0; i < 1_024; i++) {
                assertThat(slow.next(Duration.ZERO).orElseThrow().entry()).isEqualTo(got.get(i));
            }
            assertThat(slow.next(Duration.ZERO)).isEmpty();
        }
    }
}
