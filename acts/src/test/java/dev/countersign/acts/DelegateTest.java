package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.AgentId;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.delegation.Chain;
import dev.countersign.core.delegation.Wish;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** DESIGN Delegation: one transaction decides, on either database. */
@ParameterizedClass
@EnumSource(Database.class)
class DelegateTest {
    private static final Authority READ = Authority.everything(World.NOTES, Access.READ);
    private static final Authority WRITE = Authority.everything(World.NOTES, Access.WRITE);
    private static final String LAPTOP = "n4LNDVOVBmmT0JLHVcHvCFcqg3PtYoPTVv9tBCGuYbM";

    private final Database database;

    @TempDir
    Path folder;

    private World world;

    DelegateTest(Database database) {
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

    private Grant planner(String... to) {
        var end = world.now().plus(Duration.ofHours(2));
        return world.given(new ClientId("planner"), Access.WRITE, new DelegationPolicy(3, List.of(to), end, WRITE));
    }

    private static Candidate configured(String client) {
        return new Candidate(new ClientId(client), Optional.empty(), true, true, false);
    }

    private static Candidate keyed(String client, String key) {
        return new Candidate(new ClientId(client), Optional.of(key), false, false, false);
    }

    private Delegate.Outcome handOn(Grant parent, Candidate to) {
        var end = world.now().plus(Duration.ofMinutes(5));
        return delegate(new Delegate.From.Token(parent.id(), Wish.of(READ), end), to);
    }

    private Delegate.Outcome delegate(Delegate.From from, Candidate to) {
        return world.acts.perform(
                new Delegate(from, to, new GrantId(Secrets.id("gr")), world.authorities, 4, world.now(), "127.0.0.1"),
                Origin.SELF);
    }

    private Chain chain(Grant parent, Candidate to) {
        var outcome = handOn(parent, to);
        assertThat(outcome).isInstanceOf(Delegate.Outcome.Delegated.class);
        return ((Delegate.Outcome.Delegated) outcome).chain();
    }

    private static String why(Delegate.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Delegate.Outcome.Refused.class);
        return ((Delegate.Outcome.Refused) outcome).why();
    }

    private Standing standing(Grant grant) {
        return world.acts.read(tx -> Standing.of(Chains.of(grant.id(), tx).orElseThrow(), tx, world.now()));
    }

    @Test
    void what_is_handed_on_is_a_grant_that_hangs_below_its_parent() { // BEHAVIOURS C1.1
        var parent = planner("any");
        var child = chain(parent, configured("reader")).holder();

        var stored = world.acts.read(tx -> Chains.of(child.id(), tx)).orElseThrow();
        assertThat(stored.holder()).isEqualTo(child);
        assertThat(stored.above()).containsExactly(parent);
        assertThat(child.approval()).isEqualTo(new Approval.Delegated(parent.id()));
        assertThat(child.delegation().depth()).isEqualTo(2);
        assertThat(child.delegation().share()).isEqualTo(READ);
    }

    @Test
    void every_hop_is_an_event_with_the_whole_path() { // BEHAVIOURS C1.5
        var parent = planner("any");
        var second = chain(parent, configured("researcher")).holder();
        var third = chain(second, configured("reader")).holder();

        var event = world.acts.read(tx -> tx.events().after(0, 100)).getLast().entry();
        assertThat(event.kind()).isEqualTo("delegate");
        assertThat(event.grant()).contains(third.id().value());
        assertThat(event.body()).contains(parent.id() + " " + second.id() + " " + third.id());
    }

    @Test
    void revoking_a_node_ends_its_subtree_and_nothing_else() { // BEHAVIOURS C1.4, issue 5 point 9
        var parent = planner("any");
        var middle = chain(parent, configured("researcher")).holder();
        var below = chain(middle, configured("reader")).holder();
        var beside = chain(parent, configured("writer")).holder();

        world.acts.perform(new Revoke(RevocationKey.of(middle.id()), Optional.empty()), Origin.HOST);

        assertThat(standing(middle)).isEqualTo(Standing.REVOKED);
        assertThat(standing(below)).isEqualTo(Standing.REVOKED);
        assertThat(standing(beside)).isEqualTo(Standing.ALIVE);
        assertThat(standing(parent)).isEqualTo(Standing.ALIVE);
        assertThat(why(handOn(middle, configured("writer")))).contains("revoked");
        assertThat(why(handOn(below, configured("writer")))).contains("revoked");
    }

    @Test
    void a_device_that_is_revoked_takes_what_was_handed_on_from_it_along() { // issue 5 point 7
        var parent = planner("any");
        world.given(new ClientId("researcher"), Access.READ, DelegationPolicy.OFF);
        var device = DeviceId.of(world.owner, LAPTOP);
        var middle = chain(parent, new Candidate(new ClientId("researcher"), Optional.of(LAPTOP), false, true, false));
        var below = chain(middle.holder(), configured("reader")).holder();
        assertThat(middle.holder().device()).contains(device);

        world.acts.perform(new Revoke(RevocationKey.of(device), Optional.of(world.owner)), Origin.HOST);

        assertThat(standing(below)).isEqualTo(Standing.REVOKED);
        assertThat(standing(parent)).isEqualTo(Standing.ALIVE);
    }

    @Test
    void a_suspended_parent_hands_on_nothing_and_its_children_rest_until_it_is_resumed() { // BEHAVIOURS C1.7
        var parent = planner("any");
        var child = chain(parent, configured("reader")).holder();
        world.acts.perform(new Suspend(RevocationKey.of(parent.id()), Optional.empty()), Origin.HOST);

        assertThat(why(handOn(parent, configured("writer")))).contains("suspended");
        assertThat(standing(child)).isEqualTo(Standing.HELD);
    }

    @Test
    void nobody_returns_by_delegation_whom_somebody_revoked_after_the_approval() { // DESIGN Presence
        var parent = planner("any");
        world.acts.perform(new Revoke(RevocationKey.of(new ClientId("reader")), Optional.empty()), Origin.HOST);

        assertThat(why(handOn(parent, configured("reader")))).contains("only a human can allow it again");
        assertThat(standing(parent)).isEqualTo(Standing.ALIVE);
    }

    @Test
    void an_ended_parent_hands_on_nothing() { // issue 5 point 4: stale parents
        var parent = planner("any");
        world.pass(Duration.ofHours(2));
        assertThat(why(handOn(parent, configured("reader")))).contains("time");
        world.pass(Duration.ofDays(1));
        assertThat(why(handOn(parent, configured("reader")))).contains("has ended");
    }

    @Test
    void any_are_clients_the_operator_or_this_owner_knows() { // DESIGN Delegation: any
        var parent = planner("any");
        var confidential = new Candidate(new ClientId("web"), Optional.empty(), false, true, false);

        assertThat(why(handOn(parent, confidential))).contains("none of those");
        world.given(new ClientId("web"), Access.READ, DelegationPolicy.OFF);
        assertThat(handOn(parent, confidential)).isInstanceOf(Delegate.Outcome.Delegated.class);
    }

    @Test
    void what_agents_handed_on_makes_nobody_known_to_the_owner() { // DESIGN Delegation: any
        var named = planner("web");
        var confidential = new Candidate(new ClientId("web"), Optional.empty(), false, true, false);
        chain(named, confidential);

        assertThat(why(handOn(planner("any"), confidential))).contains("none of those");
    }

    @Test
    void a_public_client_needs_a_key_that_somebody_vouched_for() { // REQUIREMENTS 3.4
        var parent = planner("tool");
        assertThat(why(handOn(parent, keyed("tool", LAPTOP)))).contains("vouched");
        assertThat(why(handOn(parent, new Candidate(new ClientId("tool"), Optional.empty(), false, false, false))))
                .contains("DPoP");
        var sameDevice = new Candidate(new ClientId("tool"), Optional.of(LAPTOP), false, false, true);
        assertThat(chain(parent, sameDevice).holder().agent())
                .isEqualTo(AgentId.of(new ClientId("tool"), Optional.of(DeviceId.of(world.owner, LAPTOP))));
    }

    // Tickets

    private String ticket(Grant parent, String receiver, Optional<String> key) {
        var secret = Secrets.secret("dt");
        var id = new ClientId(receiver);
        var candidate = new Candidate(id, key, key.isEmpty(), key.isEmpty(), key.isPresent());
        var outcome = world.acts.perform(
                new OfferDelegation(
                        Secrets.hash(secret),
                        new Offered(
                                parent.id(), id, key, Wish.of(READ), world.now().plus(Duration.ofMinutes(5))),
                        candidate,
                        world.authorities,
                        4,
                        world.now()),
                Origin.SELF);
        assertThat(outcome).isInstanceOf(OfferDelegation.Outcome.Offer.class);
        return secret;
    }

    private Delegate.Outcome redeem(String secret, Candidate by) {
        return delegate(new Delegate.From.Ticket(Secrets.hash(secret), Optional.empty()), by);
    }

    @Test
    void a_ticket_is_redeemed_by_its_receiver_and_once() { // issue 5 point 3
        var secret = ticket(planner("any"), "reader", Optional.empty());

        assertThat(why(redeem(secret, configured("writer")))).contains("another client");
        assertThat(redeem(secret, configured("reader"))).isInstanceOf(Delegate.Outcome.Delegated.class);
        assertThat(why(redeem(secret, configured("reader")))).contains("redeemed before");
    }

    @Test
    void a_ticket_that_names_a_key_wants_a_proof_of_it() { // issue 5 point 3
        var secret = ticket(planner("tool"), "tool", Optional.of(LAPTOP));
        var thief = keyed("tool", "x4LNDVOVBmmT0JLHVcHvCFcqg3PtYoPTVv9tBCGuYbM");

        assertThat(why(redeem(secret, thief))).contains("bound to a key");
        assertThat(redeem(secret, keyed("tool", LAPTOP))).isInstanceOf(Delegate.Outcome.Delegated.class);
    }

    @Test
    void a_ticket_lives_two_minutes() { // issue 5 point 3
        var parent = planner("any");
        var secret = ticket(parent, "reader", Optional.empty());
        world.pass(Duration.ofMinutes(2));

        assertThat(why(redeem(secret, configured("reader")))).contains("expired");
    }

    @Test
    void a_ticket_of_a_parent_that_ended_is_worth_nothing() { // issue 5 point 4: stale parents
        var parent = planner("any");
        var secret = ticket(parent, "reader", Optional.empty());
        world.acts.perform(new Revoke(RevocationKey.of(parent.id()), Optional.empty()), Origin.HOST);

        assertThat(why(redeem(secret, configured("reader")))).contains("revoked");
    }

    @Test
    void of_many_who_redeem_one_ticket_at_once_one_succeeds() throws Exception { // issue 5 point 3: one use
        var secret = ticket(planner("any"), "reader", Optional.empty());
        var outcomes = race(6, () -> redeem(secret, configured("reader")));

        assertThat(outcomes)
                .filteredOn(Delegate.Outcome.Delegated.class::isInstance)
                .hasSize(1);
        assertThat(world.log()).filteredOn("delegate"::equals).hasSize(1);
    }

    @Test
    void a_delegator_hears_at_once_what_will_be_refused() { // issue 5 point 3
        var parent = planner("reader");
        var candidate = configured("writer");
        var outcome = world.acts.perform(
                new OfferDelegation(
                        "hash",
                        new Offered(parent.id(), candidate.client(), Optional.empty(), Wish.of(READ), Instant.MAX),
                        candidate,
                        world.authorities,
                        4,
                        world.now()),
                Origin.SELF);

        assertThat(((OfferDelegation.Outcome.Refused) outcome).why()).contains("none of those");
    }

    @Test
    void a_child_is_renewed_while_all_above_it_live() { // DESIGN Delegation: renewal
        var parent = planner("any");
        var child = chain(parent, configured("reader")).holder();

        assertThat(renew(child)).isInstanceOf(Renew.Outcome.Renewed.class);
        world.acts.perform(new Revoke(RevocationKey.of(parent.id()), Optional.empty()), Origin.HOST);
        assertThat(renew(child)).isInstanceOf(Renew.Outcome.Refused.class);
    }

    private Renew.Outcome renew(Grant child) {
        return world.acts.perform(new Renew(child.id(), "at_1", world.now()), Origin.SELF);
    }

    @Test
    void a_tree_is_read_as_it_was_made() { // issue 5 point 9
        var parent = planner("any");
        var middle = chain(parent, configured("researcher")).holder();
        var below = chain(middle, configured("reader")).holder();

        List<Grant> tree = world.acts.read(tx -> tx.grants().tree(parent.id(), 10));
        assertThat(tree).extracting(Grant::id).containsExactlyInAnyOrder(parent.id(), middle.id(), below.id());
    }

    private static <T> List<T> race(int many, Callable<T> each) throws Exception {
        try (var threads = Executors.newFixedThreadPool(many)) {
            var results = new java.util.ArrayList<T>();
            for (var future : threads.invokeAll(java.util.Collections.nCopies(many, each))) results.add(future.get());
            return results;
        }
    }
}
