package dev.countersign.server.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Moments as people read them, always in UTC: a page without script cannot know the reader's zone. */
public final class Moments {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm 'UTC'", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

    private Moments() {}

    /** The moment for {@code datetime}, to the second: what a script puts into the reader's own zone. */
    public static String iso(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The moment, as exactly as somebody needs who reads it {@code now}. */
    public static String words(Instant moment, Instant now) {
        var at = moment.atZone(ZoneOffset.UTC);
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        if (at.toLocalDate().equals(today)) return Phrases.say("moment.today", TIME.format(at));
        if (at.toLocalDate().getYear() == today.getYear()) return DAY.format(at);
        return YEAR.format(at);
    }
}
