package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new approval and what was allowed before. */
class StepUpTest {
    private static final String KEY = "k".repeat(43);

    @TempDir
    private Path folder;

    private static Grant approved(World world, Asks.Ask ask, Grant draft, GrantId... ends) {
        var act = new Approve(ask.id(), draft, Optional.empty(), Optional.empty(), Set.of(ends), world.now());
        if (world.acts.perform(act, Origin.SELF) instanceof Approve.Outcome.Approved(Grant grant)) return grant;
        throw new AssertionError("not approved");
    }

    private static Grant approved(World world, Asked asked) {
        var draft = world.draft(Duration.ofDays(1));
        var placed = asked.key()
                .map(key -> draft.on(DeviceId.of(world.owner, key.thumbprint())))
                .orElse(draft);
        return approved(world, world.ask("code", asked), placed);
    }

    private static boolean alive(World world, Grant grant) {
        return world.acts.<Boolean>read(
                tx -> Standing.of(grant, tx, world.now()).alive());
    }

    private static Asked holding(boolean proved) {
        return World.asked().boundTo(new Asked.BoundKey(KEY, proved));
    }

    private static String told(World world) {
        return world.acts.read(tx -> tx.events().after(0, 1000)).stream()
                .filter(stored -> stored.entry().kind().equals("approve"))
                .reduce((_, last) -> last)
                .orElseThrow()
                .entry()
                .body();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_grant_that_was_proved_with_its_token_is_replaced_with_all_its_tokens(Database database) {
        // issue 4.8: the request carries grant_id with a live token
        try (var world = new World(database, folder)) {
            var before = world.approved(Duration.ofDays(1), "c");
            var redeemed = (Redeem.Outcome.Redeemed) world.acts.perform(world.redeem(before.code(), "c"), Origin.SELF);
            var lineage = redeemed.lineage().orElseThrow().id();
            var child = world.childOf(before.grant());

            var next = approved(
                    world, World.asked().beyond(Asked.StepUp.from(before.grant().id())));

            assertThat(alive(world, next)).isTrue();
            assertThat(alive(world, before.grant())).isFalse();
            assertThat(alive(world, child)).isFalse();
            assertThat(world.acts.perform(refresh(world, lineage), Origin.SELF))
                    .isInstanceOf(Refresh.Outcome.Refused.class);
            assertThat(told(world)).contains("\"replaces\":\"" + before.grant().id() + "\"");
            assertThat(world.log().stream().filter("revoke"::equals)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void whoever_looked_at_the_first_grant_a_moment_ago_knows_at_once(Database database) { // issue 4.3: here at once
        try (var world = new World(database, folder);
                var living = new Living(world.acts, world.authorities)) {
            var before = approved(world, World.asked());
            assertThat(living.recent(before.id()).orElseThrow().standing()).isEqualTo(Standing.ALIVE);
            approved(world, World.asked().beyond(Asked.StepUp.from(before.id())));
            assertThat(living.recent(before.id()).orElseThrow().standing()).isEqualTo(Standing.REVOKED);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void the_same_proved_key_replaces_and_a_named_one_does_not(
            Database database) { // issue 4.8: the same key proved both
        try (var world = new World(database, folder)) {
            var first = approved(world, holding(true));
            var named = approved(world, holding(false));
            assertThat(alive(world, first)).isTrue();
            var last = approved(world, holding(true));
            assertThat(alive(world, first)).isFalse();
            assertThat(alive(world, named)).isFalse();
            assertThat(alive(world, last)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_key_alone_takes_nothing_away_where_the_new_approval_does_not_reach(Database database) { // issue 4.8
        try (var world = new World(database, folder)) {
            var first = approved(world, holding(true));
            var draft = world.draft(Duration.ofDays(1)).on(DeviceId.of(world.owner, KEY));
            var elsewhere = draft.narrowed(
                    Authority.everything(World.ISSUER + "/mcp/mail", Access.READ), Set.of(), draft.until());
            approved(world, world.ask("code", holding(true)), elsewhere);
            assertThat(alive(world, first)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void without_proof_it_is_a_second_grant_and_only_what_was_ticked_ends(Database database) { // issue 4.8
        try (var world = new World(database, folder)) {
            var one = approved(world, World.asked());
            var two = approved(world, World.asked());
            var others = world.given(new ClientId("editor"), Access.READ, DelegationPolicy.OFF);
            var next = approved(
                    world, world.ask(), world.draft(Duration.ofDays(1)), one.id(), others.id(), new GrantId("gr_none"));
            assertThat(alive(world, one)).isFalse();
            assertThat(alive(world, two)).isTrue();
            assertThat(alive(world, others)).as("of another client").isTrue();
            assertThat(alive(world, next)).isTrue();
            assertThat(told(world)).contains("\"ends\":\"" + one.id() + "\"").doesNotContain("replaces");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_agent_that_asked_with_what_it_holds_goes_on_with_its_refresh_token(Database database) { // issue 5.5
        try (var world = new World(database, folder)) {
            var before = world.approved(Duration.ofDays(1), "c");
            var redeemed = (Redeem.Outcome.Redeemed) world.acts.perform(world.redeem(before.code(), "c"), Origin.SELF);
            var lineage = redeemed.lineage().orElseThrow().id();
            var asked = World.asked().beyond(Asked.StepUp.from(before.grant().id()));

            var next = approved(world, world.ask(Approve.BY_HOLDER, asked), world.draft(Duration.ofDays(1)));

            assertThat(alive(world, before.grant())).isFalse();
            assertThat(world.acts.perform(refresh(world, lineage), Origin.SELF))
                    .isInstanceOfSatisfying(
                            Refresh.Outcome.Refreshed.class,
                            refreshed -> assertThat(refreshed.grant().id()).isEqualTo(next.id()));
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void nothing_is_granted_on_what_has_ended_meanwhile(Database database) { // issue 5.5: the calling token proves it
        try (var world = new World(database, folder)) {
            var before = world.approved(Duration.ofDays(1), "c").grant();
            var ask = world.ask(Approve.BY_HOLDER, World.asked().beyond(Asked.StepUp.from(before.id())));
            world.acts.perform(
                    new Revoke(dev.countersign.core.RevocationKey.of(before.id()), Optional.empty()), Origin.SELF);
            var draft = world.draft(Duration.ofDays(1));
            var outcome = world.acts.perform(
                    new Approve(ask.id(), draft, Optional.empty(), Optional.empty(), world.now()), Origin.SELF);
            assertThat(outcome).isInstanceOf(Approve.Outcome.Overtaken.class);
            assertThat(world.acts.<Optional<Grant>>read(tx -> tx.grants().find(draft.id())))
                    .isEmpty();
        }
    }

    private static Refresh refresh(World world, String lineage) {
        return new Refresh(
                new RefreshTokens.Presented(lineage, 0),
                World.CLIENT,
                Optional.empty(),
                World.HOME,
                world.now(),
                new Refresh.Window(World.GRACE, World.TIMEOUT));
    }
}
