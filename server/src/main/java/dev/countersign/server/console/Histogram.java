package dev.countersign.server.console;

import dev.countersign.server.pages.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many acts there were, and how many of them were trouble, in equal steps of time.
 *
 * @param step the length of a step, in words
 * @param most the height of the tallest bar
 */
public record Histogram(List<Bar> bars, String step, int most) {
    private static final int STEPS = 32;
    private static final int FEWEST = 24;
    private static final List<Step> LENGTHS = List.of(
            new Step("minute", Duration.ofMinutes(1)),
            new Step("quarter", Duration.ofMinutes(15)),
            new Step("hour", Duration.ofHours(1)),
            new Step("six-hours", Duration.ofHours(6)),
            new Step("day", Duration.ofDays(1)),
            new Step("week", Duration.ofDays(7)),
            new Step("month", Duration.ofDays(30)));

    private record Step(String key, Duration length) {}

    /**
     * @param trouble how many were refused, failed or taken away; part of {@code all}
     */
    public record Bar(Instant from, int all, int trouble) {}

    /** Of what is shown; empty when there is nothing to compare. */
    static Optional<Histogram> of(List<ActivityLine> lines) {
        if (lines.size() < 2) return Optional.empty();
        var newest = lines.getFirst().at();
        var oldest = lines.getLast().at();
        var step = LENGTHS.stream()
                .filter(one -> Duration.between(oldest, newest).dividedBy(one.length()) < STEPS - 1)
                .findFirst()
                .orElse(LENGTHS.getLast());
        var seconds = step.length().toSeconds();
        var last = Math.floorDiv(newest.getEpochSecond(), seconds);
        var count = (int) Math.clamp(last - Math.floorDiv(oldest.getEpochSecond(), seconds) + 1, FEWEST, STEPS);
        var first = last - count + 1;
        var all = new int[count];
        var trouble = new int[count];
        for (var line : lines) {
            var place = (int) Math.clamp(Math.floorDiv(line.at().getEpochSecond(), seconds) - first, 0, count - 1);
            all[place]++;
            if (line.tone().equals("bad")) trouble[place]++;
        }
        var bars = new ArrayList<Bar>(count);
        var most = 1;
        for (var i = 0; i < count; i++) {
            bars.add(new Bar(Instant.ofEpochSecond((first + i) * seconds), all[i], trouble[i]));
            most = Math.max(most, all[i]);
        }
        return Optional.of(new Histogram(List.copyOf(bars), Phrases.say("step." + step.key()), most));
    }

    /** The picture's height in its own units for so many acts; what there is, is seen. */
    public int height(int count) {
        return count == 0 ? 0 : Math.max(2, Math.round(100f * count / most));
    }
}
