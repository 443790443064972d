package dev.countersign.cli.login;

import java.time.Duration;

/** Durations as people say and read them. */
public final class Spoken {
    private Spoken() {}

    /** {@code 10 minutes}, {@code 45 seconds}. */
    public static String of(Duration time) {
        long seconds = Math.max(1, time.plusMillis(500).toSeconds());
        if (seconds < 120 || seconds % 60 != 0 && seconds < 600) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        long minutes = (seconds + 30) / 60;
        if (minutes < 120) {
            return minutes + " minutes";
        }
        long hours = (minutes + 30) / 60;
        return hours < 48 ? hours + " hours" : (hours + 12) / 24 + " days";
    }

    /** {@code 9:58}. */
    public static String clock(Duration time) {
        long seconds = time.plusMillis(999).toSeconds();
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
