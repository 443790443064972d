package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.upkeep.Spend;
import dev.countersign.acts.upkeep.Sweep;
import dev.countersign.core.Grant;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nothing can need any more goes, and nothing else. */
class SweepTest {
    @TempDir
    private Path folder;

    private static boolean kept(World world, Grant grant) {
        return world.acts
                .<Optional<Grant>>read(tx -> tx.grants().find(grant.id()))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void what_was_used_is_remembered_until_it_has_ended_by_every_clock(
            Database database) { // RFC 9449 §11.1, DESIGN Time
        try (var world = new World(database, folder)) {
            var spent = new Spend("proof", world.now().plus(Duration.ofMinutes(5)));
            assertThat(world.acts.upkeep(spent)).isTrue();
            // A node whose clock goes ahead sweeps; one whose clock does not would still take the proof.
            world.pass(Duration.ofMinutes(5).plusSeconds(4));
            world.acts.upkeep(new Sweep(world.now()));
            assertThat(world.acts.upkeep(spent)).isFalse();
            world.pass(Duration.ofMinutes(2));
            world.acts.upkeep(new Sweep(world.now()));
            assertThat(world.acts.upkeep(spent)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_tree_that_ended_long_ago_goes_with_its_lineages(Database database) { // DESIGN Layout: acts.upkeep, sweeping
        try (var world = new World(database, folder)) {
            var approved = world.approved(Duration.ofDays(1), "c");
            var redeemed =
                    (Redeem.Outcome.Redeemed) world.acts.perform(world.redeem(approved.code(), "c"), Origin.SELF);
            var lineage = redeemed.lineage().orElseThrow().id();
            var child = world.childOf(approved.grant());
            world.pass(Duration.ofDays(399));
            var later = world.approved(Duration.ofDays(1), "c").grant();
            world.acts.upkeep(new Sweep(world.now()));
            assertThat(List.of(kept(world, approved.grant()), kept(world, child), kept(world, later)))
                    .as("ended less than 400 days ago")
                    .containsOnly(true);

            world.pass(Duration.ofDays(3));
            world.acts.upkeep(new Sweep(world.now()));

            assertThat(kept(world, approved.grant())).isFalse();
            assertThat(kept(world, child)).isFalse();
            assertThat(kept(world, later)).isTrue();
            assertThat(world.acts.<Boolean>read(
                            tx -> tx.lineages().find(lineage).isPresent()))
                    .isFalse();
        }
    }
}
