package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

// DESIGN "Tokens": refresh lineages. MCP 2026-07-28 AS-18, OAuth 2.1 §4.3.1.
class LineageTest {
    private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** After {@code seconds}, the {@code member}-th of some processes presents the token it holds. */
    record Step(int member, int seconds, boolean answerLost) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var step = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(4, Arbitraries.integers().between(0, 20)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(21, 400))),
                        Arbitraries.of(true, false, false))
                .as(Step::new);
        return step.list().ofMaxSize(40);
    }

    @Property // DESIGN "Tokens": whoever presents a token within the grace of its first use is never logged out
    void members_that_keep_within_the_grace_window_are_never_logged_out(@ForAll("steps") List<Step> steps) { // B2.2, U1
        var lineage = fresh(Optional.empty());
        var held = new ArrayList<>(List.of(0, 0, 0, 0));
        var consumed = new ArrayList<Instant>();
        var now = START;
        for (var step : steps) {
            now = now.plusSeconds(step.seconds());
            int token = held.get(step.member());
            var late =
                    token < consumed.size() && now.isAfter(consumed.get(token).plus(GRACE));
            switch (lineage.present(token, now, GRACE)) {
                case Lineage.Judgement.Rotate(Lineage next) -> {
                    consumed.add(now);
                    lineage = next;
                    if (!step.answerLost()) held.set(step.member(), next.generation());
                }
                case Lineage.Judgement.Sibling(int head) -> {
                    assertThat(late).isFalse();
                    if (!step.answerLost()) held.set(step.member(), head);
                }
                case Lineage.Judgement.Replay() -> {
                    assertThat(late).as("only a late token is a replay").isTrue();
                    return;
                }
                case Lineage.Judgement.Stale _, Lineage.Judgement.Unknown _ ->
                    throw new AssertionError("a bearer lineage has no such judgement for a token it gave");
            }
        }
    }

    @Property // issue 4 point 1 property (3): never two live heads
    void only_the_newest_generation_rotates(@ForAll("steps") List<Step> steps) {
        var lineage = fresh(Optional.empty());
        var now = START;
        for (var step : steps) {
            now = now.plusSeconds(step.seconds());
            for (var generation = 0; generation < lineage.generation(); generation++) {
                assertThat(lineage.present(generation, now, GRACE)).isNotInstanceOf(Lineage.Judgement.Rotate.class);
            }
            if (lineage.present(lineage.generation(), now, GRACE) instanceof Lineage.Judgement.Rotate(var next)) {
                assertThat(next.generation()).isEqualTo(lineage.generation() + 1);
                lineage = next;
            }
        }
    }

    @Test
    void a_sibling_at_the_very_end_of_the_window_still_gets_the_head() {
        var lineage = rotated(fresh(Optional.empty()), START);
        assertThat(lineage.present(0, START.plus(GRACE), GRACE)).isEqualTo(new Lineage.Judgement.Sibling(1));
        assertThat(lineage.present(0, START.plus(GRACE).plusMillis(1), GRACE))
                .isEqualTo(new Lineage.Judgement.Replay());
    }

    @Test // two parties that do not share their store: the late one ends a bearer lineage
    void an_old_generation_is_recognised_for_life() {
        var lineage = fresh(Optional.empty());
        var now = START;
        for (var i = 0; i < 500; i++) {
            lineage = rotated(lineage, now);
            now = now.plusSeconds(300);
        }
        assertThat(lineage.rotations()).hasSizeLessThanOrEqualTo(2);
        assertThat(lineage.present(3, now, GRACE)).isEqualTo(new Lineage.Judgement.Replay());
    }

    @Test
    void a_stale_token_of_a_key_bound_lineage_gets_the_head_and_revokes_nothing() {
        var lineage = rotated(fresh(Optional.of("jkt")), START);
        assertThat(lineage.present(0, START.plus(Duration.ofDays(1)), GRACE)).isEqualTo(new Lineage.Judgement.Stale(1));
    }

    @Test
    void a_generation_never_handed_out_is_unknown() {
        assertThat(fresh(Optional.empty()).present(1, START, GRACE)).isEqualTo(new Lineage.Judgement.Unknown());
        assertThat(fresh(Optional.empty()).present(-1, START, GRACE)).isEqualTo(new Lineage.Judgement.Unknown());
    }

    private static Lineage fresh(Optional<String> key) {
        return new Lineage("li_x", new GrantId("gr_x"), new ClientId("c"), key, 0, List.of());
    }

    private static Lineage rotated(Lineage lineage, Instant now) {
        if (lineage.present(lineage.generation(), now, GRACE) instanceof Lineage.Judgement.Rotate(var next))
            return next;
        throw new AssertionError("the head rotates");
    }
}
