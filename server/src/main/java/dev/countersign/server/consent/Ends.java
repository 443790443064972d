package dev.countersign.server.consent;

import dev.countersign.server.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The end of a grant as a human writes it: a duration from now, or a date, whose whole day (UTC) is included. */
public final class Ends {
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofDays(366);

    /** The ready-made ends, as on the page. */
    static final List<String> OFFERED = List.of("PT1H", "P1D", "P7D", "P30D");

    private Ends() {}

    /** The moment; empty when the text says none, or one that is too near or too far. */
    public static Optional<Instant> parse(String text, Instant now) {
        return read(text.strip(), now)
                .filter(end -> !end.isBefore(now.plus(SHORTEST)) && !end.isAfter(now.plus(LONGEST)));
    }

    private static Optional<Instant> read(String text, Instant now) {
        try {
            var duration = Durations.parse(text);
            if (duration.isPresent()) return Optional.of(now.plus(duration.get()));
            return Optional.of(LocalDate.parse(text)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeException | ArithmeticException _) {
            return Optional.empty();
        }
    }
}
