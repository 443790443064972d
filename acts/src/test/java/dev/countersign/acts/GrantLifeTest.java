package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import dev.countersign.store.Grants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class GrantLifeTest {
    private static final Duration GRACE = World.GRACE;
    private final Database database;

    @TempDir
    Path folder;

    private World world;

    GrantLifeTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        world = new World(database, folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test // DESIGN "Consent": single use
    void racing_approvals_of_one_request_make_one_grant() throws Exception { // D1.5
        var ask = world.ask();
        var outcomes = race(
                6,
                () -> world.acts.perform(
                        world.approve(ask, world.draft(Duration.ofDays(1)), Secrets.secret("co"), "c"), Origin.SELF));
        assertThat(outcomes)
                .filteredOn(Approve.Outcome.Approved.class::isInstance)
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(Approve.Outcome.TooLate.class::isInstance)
                .hasSize(5);
        assertThat(world.log()).filteredOn("approve"::equals).hasSize(1);
    }

    @Test // BEHAVIOURS D1.3: access_denied only on explicit deny, and a denied request stays denied
    void a_denied_or_expired_request_cannot_be_approved() { // D1.5
        var denied = world.ask();
        assertThat(world.acts.perform(new Deny(denied.id(), world.owner, world.now()), Origin.SELF))
                .isTrue();
        assertThat(world.acts.perform(
                        world.approve(denied, world.draft(Duration.ofDays(1)), Secrets.secret("co"), "c"), Origin.SELF))
                .isEqualTo(new Approve.Outcome.TooLate(Asks.State.DENIED));
        var late = world.ask();
        world.pass(Duration.ofMinutes(10));
        assertThat(world.acts.perform(
                        world.approve(late, world.draft(Duration.ofDays(1)), Secrets.secret("co"), "c"), Origin.SELF))
                .isEqualTo(new Approve.Outcome.TooLate(Asks.State.OPEN));
    }

    @Test // OAuth 2.1 §4.1.3: a code is redeemed once
    void racing_redemptions_of_one_code_succeed_once() throws Exception {
        var approved = world.approved(Duration.ofDays(1), "challenge");
        var outcomes = race(6, () -> world.acts.perform(world.redeem(approved.code(), "challenge"), Origin.SELF));
        assertThat(outcomes)
                .filteredOn(Redeem.Outcome.Redeemed.class::isInstance)
                .hasSize(1);
    }

    @Test // OAuth 2.1 -16 "Reuse of Authorization Codes": only a replay that is otherwise valid revokes
    void a_replayed_code_ends_its_grant_only_when_the_replay_is_otherwise_valid() {
        var approved = world.approved(Duration.ofDays(1), "challenge");
        world.acts.perform(world.redeem(approved.code(), "challenge"), Origin.SELF);

        assertThat(world.acts.perform(world.redeem(approved.code(), "wrong"), Origin.SELF))
                .isInstanceOf(Redeem.Outcome.Refused.class);
        assertThat(standing(approved)).isEqualTo(Standing.ALIVE);

        assertThat(world.acts.perform(world.redeem(approved.code(), "challenge"), Origin.SELF))
                .isInstanceOf(Redeem.Outcome.Replayed.class);
        assertThat(standing(approved)).isEqualTo(Standing.REVOKED);
    }

    @Test // OAuth 2.1 §4.1.3: bound to client, redirect and verifier; one minute
    void a_code_is_refused_to_anyone_else_and_too_late() { // D2.6
        var approved = world.approved(Duration.ofDays(1), "challenge");
        var right = world.redeem(approved.code(), "challenge");
        var otherClient = new Redeem(
                right.codeHash(),
                new ClientId("other"),
                right.redirectUri(),
                right.challenge(),
                right.lineageId(),
                right.key(),
                right.now(),
                right.worthRefreshingAfter());
        var otherRedirect = new Redeem(
                right.codeHash(),
                right.client(),
                Optional.of("http://127.0.0.1:1/callback"),
                right.challenge(),
                right.lineageId(),
                right.key(),
                right.now(),
                right.worthRefreshingAfter());
        for (var wrong : List.of(otherClient, otherRedirect, world.redeem("cs_co_unknown", "challenge"))) {
            assertThat(world.acts.perform(wrong, Origin.SELF)).isInstanceOf(Redeem.Outcome.Refused.class);
        }
        world.pass(Duration.ofMinutes(1));
        assertThat(world.acts.perform(world.redeem(approved.code(), "challenge"), Origin.SELF))
                .isEqualTo(new Redeem.Outcome.Refused("the code has expired; ask again"));
    }

    @Test // DESIGN "Tokens": a grant that ends with its first access token gets no refresh token
    void a_short_grant_has_no_refresh_token() {
        var brief = world.approved(Duration.ofMinutes(4), "c");
        assertThat(redeemed(brief).lineage()).isEmpty();
        assertThat(redeemed(world.approved(Duration.ofDays(1), "c")).lineage()).isPresent();
    }

    @Test // DESIGN "Tokens": processes that share a refresh token never log each other out
    void racing_refreshes_of_one_token_all_get_the_same_successor() throws Exception { // U1
        var lineage =
                redeemed(world.approved(Duration.ofDays(1), "c")).lineage().orElseThrow();
        var outcomes = race(8, () -> world.acts.perform(refresh(lineage.id(), 0), Origin.SELF));
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Refresh.Outcome.Refreshed.class,
                                refreshed -> assertThat(refreshed.generation()).isEqualTo(1)));
    }

    @Test // MCP 2026-07-28 AS-18, RFC 9700: a stale token ends a bearer lineage's grant
    void a_token_presented_after_the_grace_window_ends_the_grant() { // B2.2
        var approved = world.approved(Duration.ofDays(1), "c");
        var lineage = redeemed(approved).lineage().orElseThrow();
        world.acts.perform(refresh(lineage.id(), 0), Origin.SELF);
        world.pass(GRACE.plusSeconds(1));
        assertThat(world.acts.perform(refresh(lineage.id(), 0), Origin.SELF))
                .isInstanceOf(Refresh.Outcome.Replayed.class);
        assertThat(standing(approved)).isEqualTo(Standing.REVOKED);
        assertThat(world.acts.perform(refresh(lineage.id(), 1), Origin.SELF))
                .isInstanceOf(Refresh.Outcome.Refused.class);
    }

    @Test // DESIGN "Revocation": one row ends a whole subtree; grants approved later live
    void revoking_a_parent_ends_its_children_and_nothing_approved_later() { // C1.4
        var parent = world.approved(Duration.ofDays(1), "c").grant();
        var child = world.childOf(parent);
        var grandchild = world.childOf(child);
        world.acts.perform(new Revoke(RevocationKey.of(parent.id()), Optional.of(world.owner)), Origin.SELF);
        assertThat(List.of(parent, child, grandchild))
                .allSatisfy(grant -> assertThat(standing(grant)).isEqualTo(Standing.REVOKED));

        world.acts.perform(new Revoke(RevocationKey.of(World.CLIENT), Optional.empty()), Origin.HOST);
        world.pass(Duration.ofMillis(5));
        assertThat(standing(world.approved(Duration.ofDays(1), "c").grant())).isEqualTo(Standing.ALIVE);
    }

    @Test // DESIGN "Revocation": suspended stops earlier and later grants until resumed
    void a_suspension_stops_earlier_and_later_grants_until_it_is_resumed() {
        var before = world.approved(Duration.ofDays(1), "c").grant();
        var key = RevocationKey.of(world.owner);
        world.acts.perform(new Suspend(key, Optional.of(world.owner)), Origin.SELF);
        var after = world.draft(Duration.ofDays(1));
        world.acts.upkeep(tx -> {
            tx.grants().insert(after, "", "");
            return true;
        });
        assertThat(standing(before)).isEqualTo(Standing.SUSPENDED);
        assertThat(standing(after)).isEqualTo(Standing.SUSPENDED);
        assertThat(world.acts.perform(new Resume(key, Optional.of(world.owner)), Origin.SELF))
                .isEqualTo(Resume.Outcome.RESUMED);
        assertThat(standing(before)).isEqualTo(Standing.ALIVE);
    }

    @Test // DESIGN "Time": nothing outlives its window
    void a_grant_ends_by_its_time() {
        var grant = world.approved(Duration.ofMinutes(30), "c").grant();
        world.pass(Duration.ofMinutes(30));
        assertThat(standing(grant)).isEqualTo(Standing.ENDED_BY_TIME);
    }

    @Test // DESIGN "Revocation": this node feels its own revocations at the next call
    void the_copy_in_memory_follows_a_revocation_at_once() { // C1.8
        try (var living = new Living(world.acts, world.authorities)) {
            var grant = world.approved(Duration.ofDays(1), "c").grant();
            assertThat(living.recent(grant.id()).orElseThrow().standing()).isEqualTo(Standing.ALIVE);
            assertThat(living.recent(grant.id()).orElseThrow().owner().locations())
                    .contains(World.NOTES);
            world.acts.perform(new Revoke(RevocationKey.ALL, Optional.of(world.owner)), Origin.SELF);
            assertThat(living.recent(grant.id()).orElseThrow().standing()).isEqualTo(Standing.REVOKED);
            assertThat(living.now(grant.id()).orElseThrow().standing()).isEqualTo(Standing.REVOKED);
        }
    }

    @Test // DESIGN section 2: one act, one transaction, one event
    void every_act_leaves_one_event_and_a_refused_one_leaves_none() {
        var approved = world.approved(Duration.ofDays(1), "c");
        world.acts.perform(world.redeem(approved.code(), "wrong"), Origin.SELF);
        world.acts.perform(world.redeem(approved.code(), "c"), Origin.SELF);
        assertThat(world.log()).containsExactly("create-owner", "ask", "approve", "redeem");
    }

    private Refresh refresh(String lineage, int generation) {
        return world.refresh(lineage, generation);
    }

    private Redeem.Outcome.Redeemed redeemed(World.Approved approved) {
        return (Redeem.Outcome.Redeemed) world.acts.perform(world.redeem(approved.code(), "c"), Origin.SELF);
    }

    private Standing standing(World.Approved approved) {
        return standing(approved.grant());
    }

    private Standing standing(dev.countersign.core.Grant grant) {
        return world.acts.read(tx -> Standing.of(grant, tx, world.now()));
    }

    private static <T> List<T> race(int racers, Callable<T> each) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = java.util.Collections.nCopies(racers, each);
            var outcomes = new ArrayList<T>();
            for (var answer : threads.invokeAll(tasks)) outcomes.add(answer.get());
            return outcomes;
        }
    }

    @Test
    void grants_for_the_same_tools_are_found_together_those_that_end_last_first() { // issue 7 §6: read what is shown
        world.approved(Duration.ofDays(1), "c");
        var last = world.approved(Duration.ofDays(3), "c").grant();
        var before = world.approved(Duration.ofDays(2), "c").grant();
        world.approved(Duration.ofSeconds(10), "c");
        world.pass(Duration.ofSeconds(11));

        assertThat(sets(world.owner, 5)).singleElement().satisfies(set -> {
            assertThat(set.catalogues()).containsExactly(Map.entry("notes", "digest"));
            assertThat(pinning(set, 2)).containsExactly(last.id(), before.id());
            assertThat(pinning(set, 5)).hasSize(3);
        });
    }

    @Test
    void sets_of_tools_are_leapt_through_in_order_and_no_further_than_asked() { // issue 7 §6: read what is shown
        var like = world.approved(Duration.ofDays(1), "c").grant();
        world.acts.upkeep(tx -> {
            for (var i = 0; i < 12; i++) tx.grants().insert(seeing(like, "d" + i % 4), "", "");
            return true;
        });

        assertThat(sets(world.owner, 10))
                .extracting(set -> set.catalogues().get("notes"))
                .containsExactlyInAnyOrder("digest", "d0", "d1", "d2", "d3");
        assertThat(sets(world.owner, 3)).hasSize(3);
        assertThat(sets(new OwnerId("ow_bob"), 3)).isEmpty();
    }

    private List<Grants.Pinned> sets(OwnerId owner, int limit) {
        return world.acts.read(tx -> tx.grants().pinned(owner, limit));
    }

    private Grant seeing(Grant like, String digest) {
        return Grant.of(
                        new GrantId(Secrets.id("gr")),
                        like.subject(),
                        like.client(),
                        like.approval(),
                        like.approvedAt(),
                        like.until())
                .authority(like.authority())
                .catalogues(Map.of("notes", digest))
                .build();
    }

    private List<GrantId> pinning(Grants.Pinned set, int limit) {
        return world.acts.read(tx -> tx.grants().pinning(world.owner, set, world.now(), limit)).stream()
                .map(Grant::id)
                .toList();
    }
}
