package dev.countersign.core.delegation;

import static dev.countersign.core.delegation.Trees.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.authority.Some;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.domains.DomainContextBase;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Issue 5: for random trees and exchanges no descendant ever exceeds an ancestor, in anything. */
@Domain(Some.class)
@Domain(DelegationLawsTest.Exchanges.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(tries = 1000)
class DelegationLawsTest {
    private static final int DEEPEST = 4;

    /** One attempt to hand on: from which of the grants so far, to whom, how much. */
    record Step(int from, Receiver to, Wish wish) {}

    static class Exchanges extends DomainContextBase {
        private static final Arbitrary<String> CLIENTS = Arbitraries.of("planner", "researcher", "reader", "writer");

        @Provide
        Arbitrary<Receiver> receiver() {
            return Combinators.combine(
                            CLIENTS,
                            Arbitraries.of("laptop", "server").optional(0.4),
                            Arbitraries.frequency(
                                    Tuple.of(1, Receiver.Proof.NONE),
                                    Tuple.of(1, Receiver.Proof.STRANGE_KEY),
                                    Tuple.of(9, Receiver.Proof.VOUCHED_KEY),
                                    Tuple.of(9, Receiver.Proof.CREDENTIAL)),
                            Arbitraries.of(Receiver.Known.class))
                    .as((client, device, proof, known) ->
                            new Receiver(new ClientId(client), device.map(DeviceId::new), proof, known));
        }

        @Provide
        Arbitrary<Recipients> recipients() {
            Arbitrary<Recipients> named =
                    CLIENTS.set().ofMinSize(2).ofMaxSize(4).map(Recipients::of);
            return Arbitraries.oneOf(named, Arbitraries.of(new Recipients.Any()));
        }

        @Provide
        Arbitrary<DelegationPolicy> policy() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, 6),
                            recipients(),
                            Arbitraries.integers().between(-1, 7200),
                            generousAuthority())
                    .as((depth, to, seconds, share) -> DelegationPolicy.of(depth, to, NOW.plusSeconds(seconds), share));
        }

        @Provide
        Arbitrary<Step> step() {
            return Combinators.combine(Arbitraries.integers().between(0, 12), receiver(), wish())
                    .as(Step::new);
        }

        private Arbitrary<Wish> wish() {
            return Combinators.combine(
                            generousAuthority(),
                            Arbitraries.integers().between(0, 5).optional(0.3),
                            recipients().optional(0.3),
                            Arbitraries.integers().between(-1, 7200).optional(0.3))
                    .as((authority, hops, to, seconds) -> new Wish(
                            authority,
                            hops.map(OptionalInt::of).orElse(OptionalInt.empty()),
                            to,
                            seconds.map(NOW::plusSeconds)));
        }

        /** Often everything, so that chains become long. */
        private static Arbitrary<Authority> generousAuthority() {
            var everything = DelegationLawsTest.EVERYTHING;
            return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(everything)), Tuple.of(1, Some.authorities()));
        }
    }

    private static final Authority EVERYTHING = Authority.of(Some.everywhere());

    /** Every chain of the tree that these steps grow; refused steps grow nothing. */
    private static List<Chain> tree(
            Authority rootAuthority, DelegationPolicy policy, Authority owner, List<Step> steps) {
        var chains = new ArrayList<Chain>();
        chains.add(Chain.of(Trees.root("planner", rootAuthority, NOW.plusSeconds(5000), policy)));
        for (var step : steps) {
            var from = chains.get(step.from() % chains.size());
            var id = new GrantId("gr_" + chains.size());
            if (new Delegation(from, owner, DEEPEST).to(step.to(), step.wish(), id, NOW)
                    instanceof Ruling.Allowed(Grant child)) {
                chains.add(Trees.longer(from, child));
            }
        }
        return chains;
    }

    @Property
    @StatisticsReport(onFailureOnly = true)
    void no_descendant_ever_exceeds_an_ancestor( // RFC 8693 §4.1, BEHAVIOURS C1.2, C1.3: invariants of every chain
            @ForAll("rootAuthority") Authority root,
            @ForAll DelegationPolicy policy,
            @ForAll("rootAuthority") Authority owner,
            @ForAll @Size(max = 16) List<Step> steps,
            @ForAll @Size(8) List<Call> calls) {
        var chains = tree(root, policy, owner, steps);
        Statistics.collect(chains.stream().mapToInt(Chain::hops).max().orElse(0));

        for (var chain : chains.subList(1, chains.size())) {
            var child = chain.holder();
            assertThat(child.authority().narrows(owner)).isTrue();
            assertThat(chain.hops()).isLessThanOrEqualTo(DEEPEST);
            assertThat(chain.actors()).doesNotHaveDuplicates();
            for (var i = 0; i < chain.hops(); i++) {
                var ancestor = chain.grants().get(i);
                var allowed = ancestor.delegation();
                assertThat(child.authority().narrows(ancestor.authority())).isTrue();
                assertThat(child.authority().narrows(allowed.share())).isTrue();
                assertThat(ancestor.authority().locations())
                        .containsAll(child.authority().locations());
                assertThat(child.until()).isBeforeOrEqualTo(ancestor.until()).isBeforeOrEqualTo(allowed.until());
                assertThat(chain.hops() - i).isLessThanOrEqualTo(allowed.depth());
                assertThat(child.delegation().depth()).isLessThan(allowed.depth());
                assertThat(child.keys()).containsAll(ancestor.keys());
                assertThat(child.subject()).isEqualTo(ancestor.subject());
                assertThat(child.approvedAt()).isEqualTo(ancestor.approvedAt());
                for (var call : calls) {
                    assertThat(!child.authority().permits(call)
                                    || ancestor.authority().permits(call)
                                            && allowed.share().permits(call)
                                            && owner.permits(call))
                            .isTrue();
                }
            }
        }
    }

    @Property
    void only_named_and_proven_agents_ever_stand_in_a_tree( // DESIGN Delegation: policy and receivers
            @ForAll("rootAuthority") Authority root,
            @ForAll DelegationPolicy policy,
            @ForAll @Size(max = 12) List<Step> steps) {
        var chains = tree(root, policy, EVERYTHING, steps);
        var proven = steps.stream()
                .filter(step -> Set.of(Receiver.Proof.VOUCHED_KEY, Receiver.Proof.CREDENTIAL)
                        .contains(step.to().proof()))
                .map(step -> step.to().agent())
                .toList();

        for (var chain : chains.subList(1, chains.size())) {
            assertThat(proven).contains(chain.holder().agent());
            for (var ancestor : chain.above()) {
                var to = ancestor.delegation().to();
                assertThat(to.equals(List.of("any"))
                                || to.contains(chain.holder().client().value()))
                        .isTrue();
            }
        }
    }

    @Property
    void what_is_wished_and_allowed_is_what_is_given( // DESIGN Authority: granted = meet
            @ForAll("rootAuthority") Authority root,
            @ForAll Authority share,
            @ForAll Authority asked,
            @ForAll Call call) {
        var from = Chain.of(Trees.root("planner", root, NOW.plusSeconds(60), Trees.policy(1, share, "reader")));
        var ruling = new Delegation(from, EVERYTHING, DEEPEST)
                .to(Trees.receiver("reader"), Wish.of(asked), new GrantId("gr_1"), NOW);
        var permitted = root.permits(call) && share.permits(call) && asked.permits(call);

        assertThat(ruling instanceof Ruling.Allowed(Grant child)
                        && child.authority().permits(call))
                .isEqualTo(permitted);
    }

    @Property
    void a_chain_allows_what_all_its_grants_allow_now( // DESIGN Authority: narrowing is felt at the next call
            @ForAll("rootAuthority") Authority root,
            @ForAll @Size(max = 6) List<Step> steps,
            @ForAll Authority narrower,
            @ForAll Call call) {
        var chains = tree(root, Trees.policy(4, EVERYTHING, "any"), EVERYTHING, steps);
        var chain = chains.getLast();
        var grants = new ArrayList<>(chain.grants());
        grants.set(
                0,
                Trees.root(
                        "planner", narrower, NOW.plusSeconds(60), chain.root().delegation()));

        assertThat(new Chain(grants).authority().permits(call))
                .isEqualTo(grants.stream().allMatch(grant -> grant.authority().permits(call)));
    }

    @Provide
    static Arbitrary<Authority> rootAuthority() {
        return Exchanges.generousAuthority();
    }
}
