package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.json.StrictJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** DESIGN Authority: the laws of the order, of the meet and of what they mean. */
@Domain(Some.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(tries = 500)
class AuthorityLawsTest {
    @Property
    boolean narrows_is_reflexive(@ForAll Authority a) { // DESIGN Authority: order
        return a.narrows(a);
    }

    @Property
    boolean narrows_is_antisymmetric(@ForAll Authority a, @ForAll Authority b) { // DESIGN Authority: order
        Authority below = a.meet(b);
        return (!a.narrows(b) || !b.narrows(a) || a.equals(b)) && (!a.narrows(below) || a.equals(below));
    }

    @Property
    boolean narrows_is_transitive( // DESIGN Authority: order
            @ForAll Authority a, @ForAll Authority b, @ForAll Authority c) {
        Authority middle = a.meet(b);
        Authority lower = middle.meet(c);
        return (!a.narrows(b) || !b.narrows(c) || a.narrows(c))
                && lower.narrows(middle)
                && middle.narrows(a)
                && lower.narrows(a);
    }

    @Property
    boolean the_meet_is_below_both(@ForAll Authority a, @ForAll Authority b) { // DESIGN Authority: meet
        Authority meet = a.meet(b);
        return meet.narrows(a) && meet.narrows(b);
    }

    @Property
    boolean nothing_that_is_below_both_is_above_the_meet( // DESIGN Authority: meet is the greatest lower bound
            @ForAll Authority a, @ForAll Authority b, @ForAll Authority c) {
        Authority wider = Authority.of(concat(a, c));
        Authority widerToo = Authority.of(concat(b, c));
        boolean byChance = !(c.narrows(a) && c.narrows(b)) || c.narrows(a.meet(b));
        return byChance && c.narrows(wider.meet(widerToo)); // c is below both by construction
    }

    @Property
    boolean meet_is_commutative_and_idempotent(@ForAll Authority a, @ForAll Authority b) { // DESIGN Authority: meet
        return a.meet(b).equals(b.meet(a))
                && a.meet(a).equals(a)
                && a.meet(Authority.NONE).equals(Authority.NONE);
    }

    @Property
    boolean meet_is_associative( // DESIGN Authority: meet
            @ForAll Authority a, @ForAll Authority b, @ForAll Authority c) {
        return a.meet(b).meet(c).canonical().equals(a.meet(b.meet(c)).canonical());
    }

    @Property
    boolean to_narrow_is_to_be_the_meet(@ForAll Authority a, @ForAll Authority b) { // DESIGN Authority: order and meet
        return a.narrows(b) == a.meet(b).equals(a);
    }

    @Property(tries = 2000)
    void who_narrows_permits_no_more( // DESIGN Authority: a.narrows(b) and a.permits(c) imply b.permits(c)
            @ForAll Authority a, @ForAll Authority b, @ForAll Authority other, @ForAll Call call) {
        Authority below = b.meet(other);
        assertThat(below.narrows(b)).isTrue();
        assertThat(!below.permits(call) || b.permits(call)).isTrue();
        assertThat(!a.narrows(b) || !a.permits(call) || b.permits(call)).isTrue();
    }

    @Property(tries = 3000)
    @StatisticsReport(onFailureOnly = true)
    void the_meet_permits_exactly_what_both_permit( // DESIGN Authority: a.meet(b).permits(c) iff both permit c
            @ForAll Authority a, @ForAll Authority b, @ForAll Call call) {
        boolean both = a.permits(call) && b.permits(call);
        assertThat(a.meet(b).permits(call)).isEqualTo(both);
        Statistics.label("both permit")
                .collect(both)
                .coverage(c -> c.check(true).percentage(p -> p > 0.5));
    }

    @Property
    void an_authority_permits_what_one_of_its_permissions_permits( // DESIGN Authority: permits
            @ForAll @Size(max = 5) List<Permission> permissions, @ForAll Call call) {
        boolean one =
                permissions.stream().anyMatch(single -> single.explain(call).permitted());
        assertThat(Authority.of(permissions).permits(call)).isEqualTo(one);
    }

    @Property
    void the_same_permissions_have_the_same_bytes_in_any_order_and_number( // DESIGN Authority: one normal form
            @ForAll Authority a, @ForAll Authority b, @ForAll Random random) {
        List<Permission> same = new ArrayList<>(a.permissions());
        same.addAll(a.permissions());
        same.addAll(a.meet(b).permissions()); // covered by what is there
        same.add(Some.nothing());
        Collections.shuffle(same, random);
        assertThat(Authority.of(same).canonical()).isEqualTo(a.canonical());
        assertThat(Authority.of(same).digest()).isEqualTo(a.digest());
        assertThat(Authority.of(same)).isEqualTo(a);
    }

    @Property
    void the_same_objects_have_the_same_bytes_however_they_are_written( // DESIGN Authority: one normal form
            @ForAll Authority a, @ForAll Random random) {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode object : a.toJson()) {
            for (JsonNode location : object.get("locations")) {
                ArrayNode one =
                        JsonNodeFactory.instance.arrayNode().add(location).add(location);
                objects.add(((ObjectNode) object.deepCopy()).set("locations", one));
            }
        }
        Collections.shuffle(objects, random);
        ArrayNode array = JsonNodeFactory.instance.arrayNode().addAll(objects);
        assertThat(Authority.parse(array).canonical()).isEqualTo(a.canonical());
    }

    @Property
    void what_is_written_is_read_back(@ForAll Authority a) { // DESIGN Authority: one normal form
        assertThat(Authority.parse(a.toJson())).isEqualTo(a);
        Authority read = Authority.parse(StrictJson.parse(a.canonical()));
        assertThat(read).isEqualTo(a);
        assertThat(read.canonical()).isEqualTo(a.canonical());
    }

    @Property
    void the_parts_at_each_location_make_the_whole(@ForAll Authority a, @ForAll Call call) { // DESIGN Authority
        List<Permission> parts = new ArrayList<>();
        a.locations().forEach(location -> parts.addAll(a.at(location).permissions()));
        assertThat(Authority.of(parts)).isEqualTo(a);
        assertThat(a.at(call.location()).permits(call)).isEqualTo(a.permits(call));
        assertThat(a.restrictTo(a.locations())).isEqualTo(a);
    }

    @Property
    void everything_up_to_a_level_permits_all_calls_of_that_level( // DESIGN Authority
            @ForAll Access level, @ForAll Call call) {
        boolean expected = call.location().equals(Some.FILES) && call.access().compareTo(level) <= 0;
        assertThat(Authority.everything(Some.FILES, level).permits(call)).isEqualTo(expected);
    }

    private static List<Permission> concat(Authority a, Authority b) {
        List<Permission> both = new ArrayList<>(a.permissions());
        both.addAll(b.permissions());
        return both;
    }
}
