package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Constraint;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Ending, stopping, resuming, narrowing and barring, as the next call feels it. */
@ParameterizedClass
@EnumSource(Database.class)
class SwitchesTest {
    private static final Authority ONE_TOOL =
            Authority.of(Permission.everything(World.NOTES, Access.READ).withTools(List.of("list_notes")));

    private final Database database;

    @TempDir
    Path folder;

    private World world;
    private Living living;

    SwitchesTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        world = new World(database, folder);
        living = new Living(world.acts, world.authorities);
    }

    @AfterEach
    void close() {
        living.close();
        world.close();
    }

    @Test
    void a_suspended_parent_stops_its_subtree_until_it_is_resumed() { // DESIGN Revocation, issue 4 point 4
        var parent = grant();
        var child = world.childOf(parent);
        var grandchild = world.childOf(child);

        perform(new Suspend(RevocationKey.of(parent.id()), Optional.empty()));
        assertThat(List.of(standing(parent), standing(child), standing(grandchild)))
                .containsOnly(Standing.HELD);

        assertThat(perform(new Resume(RevocationKey.of(parent.id()), Optional.empty())))
                .isEqualTo(Resume.Outcome.RESUMED);
        assertThat(List.of(standing(parent), standing(child), standing(grandchild)))
                .containsOnly(Standing.ALIVE);
        assertThat(perform(new Resume(RevocationKey.of(parent.id()), Optional.empty())))
                .isEqualTo(Resume.Outcome.NOT_SUSPENDED);
    }

    @Test
    void a_suspension_stops_later_grants_too_and_a_revocation_leaves_them_alone() { // DESIGN Revocation
        var key = RevocationKey.of(World.CLIENT);
        var before = grant();
        perform(new Revoke(key, Optional.empty()));
        world.pass(Duration.ofSeconds(1));
        var after = grant();
        assertThat(standing(before)).isEqualTo(Standing.REVOKED);
        assertThat(standing(after)).isEqualTo(Standing.ALIVE);

        perform(new Suspend(key, Optional.empty()));
        assertThat(standing(grant())).isEqualTo(Standing.HELD);
        perform(new Resume(key, Optional.empty()));
        assertThat(standing(after)).isEqualTo(Standing.ALIVE);
        assertThat(standing(before)).isEqualTo(Standing.REVOKED);
    }

    @Test
    void every_key_of_a_grant_reaches_it() { // DESIGN Revocation: grant, device, agent, client, owner or all
        for (var key : grant().keys()) {
            var grant = grant();
            if (key.value().startsWith("grant:")) continue;
            perform(new Suspend(key, Optional.empty()));
            assertThat(standing(grant)).as(key.value()).isEqualTo(Standing.HELD);
            perform(new Resume(key, Optional.empty()));
            assertThat(standing(grant)).as(key.value()).isEqualTo(Standing.ALIVE);
        }
        assertThat(grant().keys().stream().map(RevocationKey::value))
                .contains("all", "owner:ow_ada", "client:mcp-agent", "owner:ow_ada/client:mcp-agent");
    }

    @Test
    void a_barred_client_gets_nothing_any_more_until_it_is_unbarred() { // DESIGN Revocation: its own state
        var key = RevocationKey.of(World.CLIENT);
        var before = grant();
        perform(new Bar(key, Optional.of(world.owner)));
        world.pass(Duration.ofSeconds(1));
        assertThat(standing(before)).isEqualTo(Standing.BARRED);
        assertThat(standing(grant())).isEqualTo(Standing.BARRED);
        assertThat(perform(new Resume(key, Optional.empty()))).isEqualTo(Resume.Outcome.NOT_SUSPENDED);

        assertThat(perform(new Unbar(key, Optional.empty()))).isEqualTo(Unbar.Outcome.UNBARRED);
        assertThat(perform(new Unbar(key, Optional.empty()))).isEqualTo(Unbar.Outcome.NOT_BARRED);
        world.pass(Duration.ofSeconds(1));
        assertThat(standing(before)).isEqualTo(Standing.REVOKED);
        assertThat(standing(grant())).isEqualTo(Standing.ALIVE);
    }

    @Test
    void stopping_all_agents_leaves_the_owner_token_that_can_resume_them() { // issue 4 point 4
        var agents = grant();
        var owners = ownerGrant();
        perform(new Suspend(RevocationKey.of(world.owner), Optional.of(world.owner)));
        assertThat(standing(agents)).isEqualTo(Standing.SUSPENDED);
        perform(new Suspend(RevocationKey.of(world.owner), Optional.empty()));
        perform(new Suspend(RevocationKey.ALL, Optional.of(world.owner)));
        assertThat(standing(agents)).isEqualTo(Standing.HELD);
        assertThat(standing(owners)).isEqualTo(Standing.ALIVE);

        perform(new Suspend(RevocationKey.of(owners.id()), Optional.of(world.owner)));
        assertThat(standing(owners)).isEqualTo(Standing.SUSPENDED);
        perform(new Revoke(RevocationKey.of(world.owner), Optional.of(world.owner)));
        assertThat(standing(owners)).isEqualTo(Standing.REVOKED);
    }

    @Test
    void what_is_narrowed_is_felt_at_the_next_call_by_the_grant_and_all_that_came_of_it() { // issue 4 point 4
        var parent = grant();
        var child = world.childOf(parent);
        var grandchild = world.childOf(child);
        assertThat(now(grandchild).authority()).isEqualTo(parent.authority());
        var end = world.now().plus(Duration.ofMinutes(10));

        assertThat(perform(narrowing(parent, ONE_TOOL, end))).isInstanceOf(Narrow.Outcome.Narrowed.class);

        for (var grant : List.of(parent, child, grandchild)) {
            assertThat(now(grant).authority()).isEqualTo(ONE_TOOL);
            assertThat(now(grant).until()).isEqualTo(end);
        }
        assertThat(world.log()).filteredOn("narrow"::equals).hasSize(1);
    }

    @Test
    void a_child_keeps_less_than_its_parent_is_narrowed_to() { // DESIGN Authority: narrowing is a meet
        var parent = grant();
        var child = world.childOf(parent);
        var sibling = world.childOf(parent);
        perform(narrowing(child, ONE_TOOL, child.until()));
        assertThat(now(parent).authority()).isEqualTo(parent.authority());
        assertThat(now(sibling).authority()).isEqualTo(parent.authority());

        var two = Authority.of(
                Permission.everything(World.NOTES, Access.READ).withTools(List.of("list_notes", "read_note")));
        perform(narrowing(parent, two, parent.until()));
        assertThat(now(child).authority()).isEqualTo(ONE_TOOL);
        assertThat(now(sibling).authority()).isEqualTo(two);
    }

    @Test
    void a_child_that_agents_made_wordy_does_not_keep_its_tree_from_being_narrowed_or_read() { // DESIGN Authority:
        // limits
        var parent = grant();
        var child = world.childOf(parent);
        var everything = Permission.everything(World.NOTES, Access.READ);
        var wordy = Authority.of(IntStream.range(0, Authority.MAX_PERMISSIONS)
                .mapToObj(i -> everything.limited("a", "/b", Constraint.In.strings("c" + i)))
                .toList());
        perform(narrowing(child, wordy, child.until()));

        var five = Authority.of(everything.withTools(List.of("a", "b", "c", "d", "e")));
        assertThat(perform(narrowing(parent, five, parent.until()))).isInstanceOf(Narrow.Outcome.Narrowed.class);

        assertThat(world.acts.<List<Grant>>read(tx -> tx.grants().tree(parent.root())))
                .extracting(Grant::id)
                .containsExactly(parent.id(), child.id());
        var chain = living.now(child.id()).orElseThrow().chain();
        var inside = Call.ofTool(World.NOTES, "e", Access.READ, JsonNodeFactory.instance.objectNode());
        var outside = Call.ofTool(World.NOTES, "f", Access.READ, JsonNodeFactory.instance.objectNode());
        assertThat(chain.grants()).allMatch(grant -> grant.authority().permits(inside));
        assertThat(chain.grants()).anyMatch(grant -> !grant.authority().permits(outside));
    }

    @Test
    void what_is_left_can_be_read_again() { // DESIGN Authority: limits
        var grant = grant();
        var tools = IntStream.rangeClosed(0, Authority.MAX_TOOLS)
                .mapToObj(i -> "t" + i)
                .toList();
        var tooMany =
                Authority.of(Permission.everything(World.NOTES, Access.READ).withTools(tools));
        assertThatThrownBy(() -> perform(narrowing(grant, tooMany, grant.until())))
                .isInstanceOf(InvalidAuthority.class);
        assertThat(now(grant).authority()).isEqualTo(grant.authority());
    }

    @Test
    void nothing_is_ever_widened() { // DESIGN: presence is the only source of new authority
        var grant = grant();
        perform(narrowing(grant, ONE_TOOL, grant.until()));
        assertThat(perform(narrowing(grant, grant.authority(), grant.until())))
                .isInstanceOf(Narrow.Outcome.Wider.class);
        assertThat(perform(narrowing(grant, ONE_TOOL, grant.until().plusSeconds(1))))
                .isInstanceOf(Narrow.Outcome.Wider.class);
        var owners = ownerGrant();
        assertThat(perform(new Narrow(
                        owners.id(),
                        Authority.NONE,
                        Set.of(OwnerScope.KEYS_READ),
                        owners.until(),
                        Optional.empty(),
                        Optional.empty())))
                .isInstanceOf(Narrow.Outcome.Wider.class);
        assertThat(now(grant).authority()).isEqualTo(ONE_TOOL);
    }

    @Test
    void a_narrowing_meant_for_what_was_seen_is_refused_when_that_changed() { // RFC 9110 §13.1.1: lost updates
        var seen = grant();
        perform(narrowing(seen, seen.authority(), world.now().plus(Duration.ofMinutes(5))));
        assertThat(perform(new Narrow(
                        seen.id(),
                        ONE_TOOL,
                        Set.of(),
                        world.now().plus(Duration.ofMinutes(2)),
                        Optional.of(seen),
                        Optional.empty())))
                .isInstanceOf(Narrow.Outcome.Changed.class);
    }

    private Grant grant() {
        return world.approved(Duration.ofDays(1), "c").grant();
    }

    private Grant ownerGrant() {
        var draft = world.draft(Duration.ofHours(1));
        var grant = Grant.of(
                        draft.id(),
                        draft.subject(),
                        draft.client(),
                        draft.approval(),
                        draft.approvedAt(),
                        draft.until())
                .kind(TokenKind.OWNER)
                .ownerScopes(Set.of(OwnerScope.GRANTS_WRITE, OwnerScope.GRANTS_READ))
                .build();
        world.acts.upkeep(tx -> {
            tx.grants().insert(grant, "", "");
            return true;
        });
        return grant;
    }

    private Narrow narrowing(Grant grant, Authority to, Instant until) {
        return new Narrow(grant.id(), to, Set.of(), until, Optional.empty(), Optional.of(world.owner));
    }

    private <R> R perform(Act<R> act) {
        return world.acts.perform(act, Origin.SELF);
    }

    /** As a read call sees it: from memory that is at most a second old. */
    private Standing standing(Grant grant) {
        return living.recent(grant.id()).orElseThrow().standing();
    }

    private Grant now(Grant grant) {
        return living.recent(new GrantId(grant.id().value())).orElseThrow().grant();
    }
}
