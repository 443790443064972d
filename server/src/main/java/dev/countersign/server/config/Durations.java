package dev.countersign.server.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 4s}, {@code 10m}, {@code 2h}, {@code 30d}, or ISO 8601 ({@code PT4S}, {@code P30D}, {@code P1Y}). */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /** Reads a duration; empty when the text is none. A day has 24 hours, a month 30 days and a year 365 days. */
    public static Optional<Duration> parse(String text) {
        Matcher parts = SHORT.matcher(text);
        if (parts.matches()) {
            long amount = Long.parseLong(parts.group(1));
            return Optional.of(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        return iso(text);
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException notTimeBased) {
            try {
                Period period = Period.parse(text);
                return Optional.of(
                        Duration.ofDays(365L * period.getYears() + 30L * period.getMonths() + period.getDays()));
            } catch (DateTimeException noDuration) {
                return Optional.empty();
            }
        }
    }
}
