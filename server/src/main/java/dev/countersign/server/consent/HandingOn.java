package dev.countersign.server.consent;

import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a human chose about handing on, as the form's fields say it. All left empty is no.
 *
 * @param to empty = nobody
 * @param access the largest share, as a level; empty = all that is granted
 * @param until no child outlives it; empty = as long as the grant
 */
record HandingOn(int hops, Optional<Recipients> to, Optional<Access> access, Optional<Instant> until) {
    static final String DEPTH = "delegate_depth";
    static final String TO = "delegate_to";
    static final String ACCESS = "delegate_access";
    static final String UNTIL = "delegate_until";

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int MOST_RECEIVERS = 32;
    private static final HandingOn OFF = new HandingOn(0, Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Reads the fields.
     *
     * @param from the moment durations count from
     * @param problems to which what is wrong is added
     */
    static HandingOn read(
            Function<String, List<String>> fields, TokenKind kind, int deepest, Instant from, List<Problem> problems) {
        var depth = fields.apply(DEPTH);
        var to = new LinkedHashSet<>(fields.apply(TO).stream()
                .flatMap(value -> Stream.of(SPACES.split(value)))
                .toList());
        if (kind != TokenKind.CLIENT || (depth.isEmpty() || depth.equals(List.of("0"))) && to.isEmpty()) return OFF;
        return new HandingOn(
                hops(depth, deepest, problems),
                receivers(to, problems),
                access(fields.apply(ACCESS), problems),
                until(fields.apply(UNTIL), from, problems));
    }

    /** The policy for this grant. */
    DelegationPolicy of(Authority granted, Instant end) {
        var share = access.isPresent() ? granted.upTo(access) : granted;
        var last = until.filter(end::isAfter).orElse(end);
        return to.map(receivers -> DelegationPolicy.of(hops, receivers, last, share))
                .orElse(DelegationPolicy.OFF);
    }

    private static int hops(List<String> depth, int deepest, List<Problem> problems) {
        var hops =
                depth.size() == 1 && depth.getFirst().matches("[0-9]{1,2}") ? Integer.parseInt(depth.getFirst()) : -1;
        if (hops >= 1 && hops <= deepest) return hops;
        problems.add(new Problem(
                DEPTH, deepest == 0 ? Phrases.say("mend.hand.off") : Phrases.say("mend.hand.depth", deepest)));
        return 0;
    }

    private static Optional<Recipients> receivers(Set<String> to, List<Problem> problems) {
        if (to.isEmpty() || to.size() > MOST_RECEIVERS || to.contains(DelegationPolicy.ANY) && to.size() > 1) {
            problems.add(new Problem(TO, Phrases.say("mend.hand.to", MOST_RECEIVERS)));
            return Optional.empty();
        }
        return Optional.of(to.contains(DelegationPolicy.ANY) ? new Recipients.Any() : Recipients.of(to));
    }

    private static Optional<Access> access(List<String> values, List<Problem> problems) {
        var access = values.size() == 1 ? Access.ofWireName(values.getFirst()) : Optional.<Access>empty();
        if (access.isEmpty() && !values.isEmpty()) {
            problems.add(new Problem(ACCESS, Phrases.say("mend.hand.share")));
        }
        return access;
    }

    private static Optional<Instant> until(List<String> values, Instant from, List<Problem> problems) {
        var end = values.size() == 1 ? Ends.parse(values.getFirst(), from) : Optional.<Instant>empty();
        if (end.isEmpty() && !values.isEmpty()) {
            problems.add(new Problem(UNTIL, Phrases.say("mend.hand.until")));
        }
        return end;
    }
}
