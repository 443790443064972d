package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who may see what is not their own, and who decides that. */
@ParameterizedClass
@EnumSource(Database.class)
class RolesTest {
    private static final OwnerId BOB = new OwnerId("ow_bob");

    private final Database database;

    @TempDir
    Path folder;

    private World world;

    RolesTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        world = new World(database, folder);
        world.acts.perform(
                new CreateOwner(
                        BOB,
                        "bob",
                        world.owner.value(),
                        Optional.empty(),
                        Optional.of("$hash"),
                        Optional.empty(),
                        world.now(),
                        Optional.of(proof()),
                        Optional.empty()),
                Origin.SELF);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_admin_gives_another_role_and_the_log_says_how_presence_was_proved() { // issue 7 §8, DESIGN Presence
        assertThat(change(BOB, Role.OWNER, Role.AUDITOR, world.owner)).isEqualTo(ChangeRole.Outcome.CHANGED);

        assertThat(role(BOB)).isEqualTo(Role.AUDITOR);
        var event = last("change-role");
        assertThat(event.path("from").asString()).isEqualTo("owner");
        assertThat(event.path("to").asString()).isEqualTo("auditor");
        assertThat(event.path("by").asString()).isEqualTo(world.owner.value());
        assertThat(event.path("method").asString()).isEqualTo("passkey");
        assertThat(event.path("credential").asString()).isEqualTo("key-1");
    }

    @Test
    void an_account_that_an_admin_added_tells_how_presence_was_proved() { // DESIGN Presence: evidence of each act
        var event = last("create-owner");

        assertThat(event.path("added_by").asString()).isEqualTo(world.owner.value());
        assertThat(event.path("method").asString()).isEqualTo("passkey");
        assertThat(event.path("proof").asString()).isEqualTo("key-1");
    }

    @Test
    void the_last_admin_keeps_the_role() { // issue 7 §8: admin
        assertThat(change(world.owner, Role.ADMIN, Role.OWNER, world.owner)).isEqualTo(ChangeRole.Outcome.LAST_ADMIN);
        assertThat(role(world.owner)).isEqualTo(Role.ADMIN);
        assertThat(world.log()).doesNotContain("change-role");

        change(BOB, Role.OWNER, Role.ADMIN, world.owner);
        assertThat(change(world.owner, Role.ADMIN, Role.OWNER, world.owner)).isEqualTo(ChangeRole.Outcome.CHANGED);
        assertThat(change(BOB, Role.ADMIN, Role.AUDITOR, BOB)).isEqualTo(ChangeRole.Outcome.LAST_ADMIN);
    }

    @Test
    void two_admins_who_take_the_role_from_each_other_at_once_leave_one() throws Exception { // issue 7 §8: admin
        change(BOB, Role.OWNER, Role.ADMIN, world.owner);
        List<Callable<ChangeRole.Outcome>> both = List.of(
                () -> change(BOB, Role.ADMIN, Role.OWNER, world.owner),
                () -> change(world.owner, Role.ADMIN, Role.OWNER, BOB));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(both)) each.get();
        }

        assertThat(List.of(role(world.owner), role(BOB))).containsOnlyOnce(Role.ADMIN);
    }

    @Test
    void nobody_but_an_admin_gives_a_role_and_only_in_place_of_the_one_that_was_shown() { // DESIGN: fail closed
        assertThat(change(BOB, Role.OWNER, Role.ADMIN, BOB)).isEqualTo(ChangeRole.Outcome.NOT_ADMIN);
        assertThat(change(BOB, Role.AUDITOR, Role.ADMIN, world.owner)).isEqualTo(ChangeRole.Outcome.OUTDATED);
        assertThat(change(new OwnerId("ow_gone"), Role.OWNER, Role.ADMIN, world.owner))
                .isEqualTo(ChangeRole.Outcome.OUTDATED);
        assertThatThrownBy(() -> change(BOB, Role.OWNER, Role.OWNER, world.owner))
                .hasMessageContaining("has the role owner already");

        assertThat(role(BOB)).isEqualTo(Role.OWNER);
        assertThat(world.log()).doesNotContain("change-role");
    }

    private ChangeRole.Outcome change(OwnerId owner, Role from, Role to, OwnerId by) {
        return world.acts.perform(new ChangeRole(owner, from, to, by, proof(), Optional.empty()), Origin.SELF);
    }

    private Evidence proof() {
        return new Evidence("passkey", "key-1", "digest", world.now());
    }

    private Role role(OwnerId owner) {
        return world.acts.read(tx -> tx.owners().find(owner)).orElseThrow().role();
    }

    private JsonNode last(String kind) {
        return world.acts.read(tx -> tx.events().after(0, 1_000)).stream()
                .filter(stored -> stored.entry().kind().equals(kind))
                .map(stored -> StrictJson.parse(stored.entry().body()))
                .toList()
                .getLast();
    }
}
