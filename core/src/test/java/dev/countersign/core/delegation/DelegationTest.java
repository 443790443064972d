package dev.countersign.core.delegation;

import static dev.countersign.core.delegation.Trees.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.delegation.Ruling.Objection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** DESIGN Delegation: each rule by itself. The laws over whole trees are {@link DelegationLawsTest}. */
class DelegationTest {
    private static final Authority WRITE = Authority.everything("https://h.example/mcp/files", Access.WRITE);
    private static final Authority READ = Authority.everything("https://h.example/mcp/files", Access.READ);
    private static final Authority OWNER = Authority.everything("https://h.example/mcp/files", Access.DESTRUCTIVE);

    private static Chain planner(DelegationPolicy policy) {
        return Chain.of(Trees.root("planner", WRITE, NOW.plusSeconds(7200), policy));
    }

    private static Ruling rule(Chain from, Receiver to, Wish wish) {
        return new Delegation(from, OWNER, 4)
                .to(to, wish, new GrantId("gr_" + from.grants().size()), NOW);
    }

    private static Grant allowed(Chain from, Receiver to, Wish wish) {
        assertThat(rule(from, to, wish)).isInstanceOf(Ruling.Allowed.class);
        return ((Ruling.Allowed) rule(from, to, wish)).child();
    }

    private static Objection refused(Chain from, Receiver to, Wish wish) {
        assertThat(rule(from, to, wish)).isInstanceOf(Ruling.Refused.class);
        return ((Ruling.Refused) rule(from, to, wish)).objection();
    }

    @Test
    void a_grant_is_handed_on_by_nobody_unless_somebody_allowed_it() { // DESIGN Delegation: off by default
        assertThat(refused(planner(DelegationPolicy.OFF), Trees.receiver("reader"), Wish.of(READ)))
                .isEqualTo(Objection.OFF);
    }

    @Test
    void a_child_hangs_from_its_parent_and_keeps_its_subject() { // RFC 8693 §4.1
        var from = planner(Trees.policy(2, WRITE, "researcher"));
        var child = allowed(from, Trees.receiver("researcher"), Wish.of(READ));

        assertThat(child.parent()).contains(from.holder().id());
        assertThat(child.root()).isEqualTo(from.root().id());
        assertThat(child.subject()).isEqualTo(Trees.OWNER);
        assertThat(child.authority()).isEqualTo(READ);
        assertThat(child.keys())
                .containsAll(from.holder().keys())
                .contains(RevocationKey.of(child.id()), RevocationKey.of(new ClientId("researcher")));
    }

    @Test
    void a_child_takes_the_moment_of_the_humans_approval() { // DESIGN Revocation: no revoked client returns unseen
        var child = allowed(planner(Trees.policy(1, WRITE, "any")), Trees.receiver("reader"), Wish.of(READ));

        assertThat(child.approvedAt()).isEqualTo(NOW.minusSeconds(60));
        assertThat(child.notBefore()).isEqualTo(NOW);
    }

    @Test
    void the_largest_share_bounds_what_may_be_handed_on() { // issue 5: with what largest share
        assertThat(allowed(planner(Trees.policy(1, READ, "reader")), Trees.receiver("reader"), Wish.of(WRITE))
                        .authority())
                .isEqualTo(READ);
    }

    @Test
    void a_child_ends_with_the_policy_and_not_later() { // DESIGN Delegation: a child ends at the policy's time
        var from = planner(Trees.policy(1, WRITE, "reader"));
        var asked = new Wish(READ, OptionalInt.empty(), Optional.empty(), Optional.of(NOW.plus(Duration.ofDays(9))));
        var shorter = new Wish(READ, OptionalInt.empty(), Optional.empty(), Optional.of(NOW.plusSeconds(5)));

        assertThat(allowed(from, Trees.receiver("reader"), asked).until()).isEqualTo(NOW.plusSeconds(3600));
        assertThat(allowed(from, Trees.receiver("reader"), shorter).until()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void after_the_policys_time_nothing_is_handed_on() { // issue 5: for how long
        var over = new DelegationPolicy(1, List.of("any"), NOW, WRITE);

        assertThat(refused(planner(over), Trees.receiver("reader"), Wish.of(READ)))
                .isEqualTo(Objection.OVER);
    }

    @Test
    void hops_are_counted_after_the_first_grant() { // DESIGN Delegation: depth, BEHAVIOURS C1.6
        var first = planner(Trees.policy(2, WRITE, "any"));
        var second = Trees.longer(first, allowed(first, Trees.receiver("researcher"), Wish.of(WRITE)));
        var third = Trees.longer(second, allowed(second, Trees.receiver("reader"), Wish.of(READ)));

        assertThat(third.hops()).isEqualTo(2);
        assertThat(refused(third, Trees.receiver("writer"), Wish.of(READ))).isEqualTo(Objection.TOO_DEEP);
    }

    @Test
    void the_servers_own_limit_holds_whatever_a_policy_says() { // DESIGN delegation.max-depth
        var from = planner(Trees.policy(4, WRITE, "any"));
        var ruling = new Delegation(from, OWNER, 0).to(Trees.receiver("reader"), Wish.of(READ), new GrantId("g"), NOW);

        assertThat(((Ruling.Refused) ruling).objection()).isEqualTo(Objection.TOO_DEEP);
    }

    @Test
    void an_agent_stands_once_in_a_chain() { // DESIGN Delegation: a cycle is the same agent
        var first = planner(Trees.policy(4, WRITE, "any"));
        var second = Trees.longer(first, allowed(first, Trees.receiver("researcher"), Wish.of(WRITE)));

        assertThat(refused(first, Trees.receiver("planner"), Wish.of(READ))).isEqualTo(Objection.CYCLE);
        assertThat(refused(second, Trees.receiver("planner"), Wish.of(READ))).isEqualTo(Objection.CYCLE);
    }

    @Test
    void the_same_client_on_another_device_is_another_agent() { // DESIGN Delegation: agent, not client_id
        var from = planner(Trees.policy(1, WRITE, "any"));

        assertThat(allowed(from, Trees.on("planner", "dv_other"), Wish.of(READ)).client())
                .isEqualTo(new ClientId("planner"));
    }

    @Test
    void any_means_clients_that_are_configured_or_known_to_the_owner() { // DESIGN Delegation: any
        var from = planner(Trees.policy(1, WRITE, "any"));
        var stranger =
                new Receiver(new ClientId("x"), Optional.empty(), Receiver.Proof.CREDENTIAL, Receiver.Known.STRANGER);

        assertThat(refused(from, stranger, Wish.of(READ))).isEqualTo(Objection.NOT_NAMED);
        assertThat(allowed(from, Trees.on("known", "dv_1"), Wish.of(READ))).isNotNull();
    }

    @Test
    void a_name_admits_that_client_alone() { // DESIGN Delegation: named clients
        var from = planner(Trees.policy(1, WRITE, "reader"));

        assertThat(refused(from, Trees.receiver("writer"), Wish.of(READ))).isEqualTo(Objection.NOT_NAMED);
    }

    @Test
    void a_public_clients_name_proves_nothing() { // REQUIREMENTS 3.4: who may exchange
        var from = planner(Trees.policy(1, WRITE, "reader"));
        var nameOnly =
                new Receiver(new ClientId("reader"), Optional.empty(), Receiver.Proof.NONE, Receiver.Known.ACQUAINTED);
        var strangeKey = new Receiver(
                new ClientId("reader"), Optional.empty(), Receiver.Proof.STRANGE_KEY, Receiver.Known.ACQUAINTED);

        assertThat(refused(from, nameOnly, Wish.of(READ))).isEqualTo(Objection.UNPROVEN);
        assertThat(refused(from, strangeKey, Wish.of(READ))).isEqualTo(Objection.UNPROVEN);
    }

    @Test
    void what_is_handed_on_may_be_kept_from_going_further() { // DESIGN Delegation: lower per grant
        var from = planner(Trees.policy(3, WRITE, "a", "b"));
        var last = new Wish(READ, OptionalInt.of(0), Optional.empty(), Optional.empty());
        var onlyB = new Wish(READ, OptionalInt.of(9), Optional.of(Recipients.of(List.of("b", "c"))), Optional.empty());

        assertThat(allowed(from, Trees.receiver("a"), last).delegation()).isEqualTo(DelegationPolicy.OFF);
        assertThat(allowed(from, Trees.receiver("a"), onlyB).delegation())
                .isEqualTo(new DelegationPolicy(2, List.of("b"), NOW.plusSeconds(3600), READ));
    }

    @Test
    void what_has_nothing_in_common_makes_no_grant() { // RFC 8693 §2.2.2
        var elsewhere = Wish.of(Authority.everything("https://h.example/mcp/mail", Access.READ));

        assertThat(refused(planner(Trees.policy(1, WRITE, "reader")), Trees.receiver("reader"), elsewhere))
                .isEqualTo(Objection.NOTHING_LEFT);
    }

    @Test
    void a_policy_narrowed_above_is_felt_by_the_next_hop_below() { // DESIGN Authority: nobody reconnects
        var first = planner(Trees.policy(3, WRITE, "any"));
        var child = allowed(first, Trees.receiver("researcher"), Wish.of(WRITE));
        var narrowed = Trees.root("planner", WRITE, NOW.plusSeconds(7200), Trees.policy(1, WRITE, "any"));
        var off = Trees.root("planner", WRITE, NOW.plusSeconds(7200), DelegationPolicy.OFF);

        assertThat(refused(new Chain(List.of(narrowed, child)), Trees.receiver("reader"), Wish.of(READ)))
                .isEqualTo(Objection.TOO_DEEP);
        assertThat(rule(new Chain(List.of(off, child)), Trees.receiver("reader"), Wish.of(READ)))
                .isInstanceOf(Ruling.Refused.class);
    }

    @Test
    void grants_that_do_not_hang_together_are_no_chain() { // issue 5: spliced actors
        var first = planner(Trees.policy(3, WRITE, "any"));
        var child = allowed(first, Trees.receiver("researcher"), Wish.of(WRITE));

        assertThatIllegalArgumentException().isThrownBy(() -> new Chain(List.of(child)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Chain(List.of(first.root(), child, child)));
    }

    @Test
    void the_newest_agent_stands_first() { // RFC 8693 §4.1: newest outermost
        var first = planner(Trees.policy(3, WRITE, "any"));
        var second = Trees.longer(first, allowed(first, Trees.receiver("researcher"), Wish.of(WRITE)));

        assertThat(second.actors())
                .containsExactly(second.holder().agent(), first.root().agent());
    }
}
