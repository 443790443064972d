package dev.countersign.server.oauth.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long an answer may be kept by its own cache headers (RFC 9111 §4.2.1), held between five minutes and a day. */
final class Freshness {
    static final Duration LEAST = Duration.ofMinutes(5);
    static final Duration MOST = Duration.ofHours(24);

    private Freshness() {}

    /** The lifetime of an answer received at {@code now}; without a word from it, the least. */
    static Duration of(HttpAnswer answer, Instant now) {
        var stated = maxAge(answer).or(() -> expires(answer, now)).orElse(LEAST);
        var left = stated.minus(age(answer));
        if (left.compareTo(LEAST) < 0) return LEAST;
        return left.compareTo(MOST) > 0 ? MOST : left;
    }

    private static Optional<Duration> maxAge(HttpAnswer answer) {
        var directives = Arrays.stream(answer.header("cache-control").orElse("").split(","))
                .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (directives.contains("no-store") || directives.contains("no-cache")) return Optional.of(Duration.ZERO);
        return directives.stream()
                .filter(directive -> directive.startsWith("max-age="))
                .map(directive -> directive.substring(8).replace("\"", ""))
                .findFirst()
                .map(Freshness::seconds);
    }

    private static Optional<Duration> expires(HttpAnswer answer, Instant now) {
        return answer.header("expires")
                .map(value -> date(value)
                        .map(end -> Duration.between(
                                answer.header("date").flatMap(Freshness::date).orElse(now), end))
                        .orElse(Duration.ZERO));
    }

    private static Duration age(HttpAnswer answer) {
        return answer.header("age").map(Freshness::seconds).orElse(Duration.ZERO);
    }

    private static Duration seconds(String digits) {
        if (!digits.matches("[0-9]+")) return Duration.ZERO;
        return digits.length() > 9 ? MOST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
