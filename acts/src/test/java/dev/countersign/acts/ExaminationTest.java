package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.upkeep.BeginExamination;
import dev.countersign.acts.upkeep.EndExamination;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One doctor at a time. */
class ExaminationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Database.class)
    void one_at_a_time_examines_and_only_that_one_ends_it(Database database) { // issue 3.8: two never run at once
        try (var world = new World(database, folder)) {
            assertThat(world.acts.upkeep(new BeginExamination("first", "ada, process 1", MINUTE)))
                    .isEmpty();

            assertThat(world.acts.upkeep(new BeginExamination("second", "bob, process 2", MINUTE)))
                    .hasValueSatisfying(running -> {
                        assertThat(running.who()).isEqualTo("ada, process 1");
                        assertThat(running.until()).isEqualTo(running.since().plus(MINUTE));
                    });
            assertThat(world.acts.upkeep(new EndExamination("second"))).isFalse();
            assertThat(world.acts.upkeep(new EndExamination("first"))).isTrue();
            assertThat(world.acts.upkeep(new BeginExamination("second", "bob, process 2", MINUTE)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void one_who_was_killed_blocks_nobody_for_long(Database database) { // issue 3.8
        try (var world = new World(database, folder)) {
            world.acts.upkeep(new BeginExamination("first", "ada, process 1", Duration.ofNanos(-1)));

            assertThat(world.acts.upkeep(new BeginExamination("second", "bob, process 2", MINUTE)))
                    .isEmpty();
        }
    }
}
