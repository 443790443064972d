package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OneCall;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One call beyond a grant: asked once, allowed once, made once. */
class OneCallTest {
    @TempDir
    private Path folder;

    private static OneCall delete(String note) {
        return OneCall.of(Call.ofTool(
                        World.NOTES,
                        "delete_note",
                        Access.DESTRUCTIVE,
                        StrictJson.parse("{\"name\":\"" + note + "\"}")))
                .orElseThrow();
    }

    private static Asks.Ask asking(World world, OneCall call) {
        return new Asks.Ask(
                Secrets.id("ask"),
                "call",
                Optional.of(world.owner),
                World.CLIENT,
                TokenKind.CLIENT,
                new Asked(
                                Asked.Asker.of(BuiltIn.MCP_AGENT),
                                Optional.empty(),
                                List.of(call.location()),
                                Scopes.NONE,
                                Optional.of(new AuthorizationDetails(call.authority(), Optional.empty())),
                                Set.of())
                        .json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                world.now(),
                world.now().plus(Duration.ofMinutes(10)),
                Optional.empty(),
                "127.0.0.1",
                "test");
    }

    private static AskCall.Outcome ask(World world, Grant grant, String note) {
        return world.acts.perform(new AskCall(asking(world, delete(note)), grant, delete(note)), Origin.SELF);
    }

    private static Grant allowed(World world, Grant beyond, String note) {
        var waits = (AskCall.Outcome.Waits) ask(world, beyond, note);
        var draft = world.draft(Duration.ofMinutes(10));
        var once = Grant.of(
                        draft.id(),
                        draft.subject(),
                        draft.client(),
                        draft.approval(),
                        draft.approvedAt(),
                        draft.until())
                .authority(delete(note).authority())
                .catalogues(draft.catalogues())
                .delegation(draft.delegation())
                .maxUses(1)
                .endedWith(beyond.keys())
                .build();
        world.acts.perform(
                new Approve(waits.ask(), once, Optional.empty(), Optional.empty(), world.now()), Origin.SELF);
        return once;
    }

    private static boolean start(World world, Grant grant, GrantId allowedBy) {
        var called = new Called(grant, "jti", "notes", "tools/call", Optional.of("delete_note"), Access.DESTRUCTIVE);
        return world.acts.perform(
                new StartCall(Secrets.id("call"), called, Optional.of(allowedBy), world.now()), Origin.SELF);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void of_all_that_race_for_one_approval_exactly_one_calls(Database database) throws Exception { // issue 7 point 10
        try (var world = new World(database, folder);
                var threads = Executors.newFixedThreadPool(8)) {
            var grant = world.approved(Duration.ofHours(1), "c").grant();
            var once = allowed(world, grant, "plan");
            assertThat(world.acts.<List<GrantId>>read(tx -> tx.callRequests().unused(grant.id())))
                    .containsExactly(once.id());
            var together = new CountDownLatch(1);
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (var i = 0; i < 8; i++) {
                calls.add(() -> {
                    together.await();
                    return start(world, grant, once.id());
                });
            }
            var results = calls.stream().map(threads::submit).toList();
            together.countDown();
            var made = 0;
            for (var result : results) if (result.get()) made++;
            assertThat(made).isOne();
            assertThat(world.log().stream().filter("start-call"::equals)).hasSize(1);
            assertThat(world.acts.<List<GrantId>>read(tx -> tx.callRequests().unused(grant.id())))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void the_same_call_waits_once_and_a_grant_has_few_that_wait(Database database) { // issue 7 point 10
        try (var world = new World(database, folder)) {
            var grant = world.approved(Duration.ofHours(1), "c").grant();
            var first = ask(world, grant, "a");
            assertThat(ask(world, grant, "a")).isEqualTo(first);
            ask(world, grant, "b");
            ask(world, grant, "c");
            assertThat(ask(world, grant, "d")).isEqualTo(new AskCall.Outcome.TooMany());
            assertThat(world.log().stream().filter("ask-call"::equals)).hasSize(AskCall.MOST);
            var other = world.approved(Duration.ofHours(1), "c").grant();
            assertThat(ask(world, other, "d")).isInstanceOf(AskCall.Outcome.Waits.class);
            world.pass(Duration.ofMinutes(11));
            assertThat(ask(world, grant, "d")).isInstanceOf(AskCall.Outcome.Waits.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_denied_call_is_not_asked_again_until_its_time_is_over(Database database) { // issue 7 point 10
        try (var world = new World(database, folder)) {
            var grant = world.approved(Duration.ofHours(1), "c").grant();
            var waits = (AskCall.Outcome.Waits) ask(world, grant, "a");
            world.acts.perform(new Deny(waits.ask(), world.owner, world.now()), Origin.SELF);
            assertThat(ask(world, grant, "a")).isEqualTo(new AskCall.Outcome.Denied());
            assertThat(ask(world, grant, "b")).isInstanceOf(AskCall.Outcome.Waits.class);
            world.pass(Duration.ofMinutes(11));
            assertThat(ask(world, grant, "a")).isInstanceOf(AskCall.Outcome.Waits.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_approval_ends_with_its_grant_and_by_time(Database database) { // DESIGN Revocation
        try (var world = new World(database, folder)) {
            var grant = world.approved(Duration.ofHours(1), "c").grant();
            var late = allowed(world, grant, "a");
            world.pass(Duration.ofMinutes(11));
            assertThat(start(world, grant, late.id())).isFalse();
            var ended = allowed(world, grant, "b");
            world.pass(Duration.ofSeconds(1));
            world.acts.perform(new Revoke(RevocationKey.of(grant.id()), Optional.of(world.owner)), Origin.SELF);
            assertThat(start(world, grant, ended.id())).isFalse();
            assertThat(world.log()).doesNotContain("start-call");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void the_log_names_the_arguments_by_their_hash_alone(Database database) { // DESIGN Ledger: no secret ever enters
        try (var world = new World(database, folder)) {
            var grant = world.approved(Duration.ofHours(1), "c").grant();
            ask(world, grant, "hush-hush");
            var events = world.acts.read(tx -> tx.events().after(0, 1000));
            assertThat(events.toString())
                    .contains(delete("hush-hush").argumentsDigest().base64url())
                    .doesNotContain("hush-hush");
        }
    }
}
