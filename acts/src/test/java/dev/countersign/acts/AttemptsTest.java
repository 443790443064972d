package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.Database;
import dev.countersign.store.Events;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers try is counted, and logged in few events. */
class AttemptsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Database.class)
    void many_attempts_are_one_event_of_each_kind(Database database) { // DESIGN Ledger: one event a minute and kind
        try (var world = new World(database, folder)) {
            var since = world.acts.read(tx -> tx.events().after(0, 1000)).size();
            for (var i = 0; i < 1000; i++) world.acts.attempts().count(Attempts.Kind.SIGN_IN);
            world.acts.attempts().count(Attempts.Kind.TOKEN);
            world.pass(Duration.ofMinutes(1));
            world.acts.attempts().log(world.acts);
            world.acts.attempts().log(world.acts);
            var events = world.acts.read(tx -> tx.events().after(0, 1000)).stream()
                    .skip(since)
                    .map(Events.Stored::entry)
                    .toList();
            assertThat(events).extracting(Events.Entry::kind).containsExactly("count-attempts", "count-attempts");
            assertThat(events.getFirst().body()).contains("\"attempt\":\"token\"", "\"count\":1,");
            assertThat(events.getLast().body()).contains("\"attempt\":\"sign-in\"", "\"count\":1000,");
            assertThat(events).allSatisfy(event -> {
                assertThat(event.owner()).isEmpty();
                assertThat(event.requestId()).isEmpty();
            });
        }
    }
}
