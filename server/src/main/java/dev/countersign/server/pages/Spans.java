package dev.countersign.server.pages;

import java.time.Duration;
import java.time.Instant;

/** How long, in one rounded unit. */
public final class Spans {
    private Spans() {}

    /** “3 days left”, or that it is over. */
    public static String left(Instant until, Instant now) {
        return until.isAfter(now)
                ? Phrases.say("span.left", of(Duration.between(now, until)))
                : Phrases.say("span.over");
    }

    /** “5 minutes ago”. */
    public static String ago(Instant at, Instant now) {
        var span = Duration.between(at, now);
        return span.compareTo(Duration.ofMinutes(1)) < 0 ? Phrases.say("span.now") : Phrases.say("span.ago", of(span));
    }

    /** “3 days”. */
    public static String of(Duration span) {
        if (span.toMinutes() < 1) return Phrases.say("span.moment");
        if (span.toMinutes() < 90) return Phrases.say("span.minutes", span.toMinutes());
        if (span.toHours() < 36)
            return Phrases.say("span.hours", span.plusMinutes(30).toHours());
        return Phrases.say("span.days", span.plusHours(12).toDays());
    }
}
