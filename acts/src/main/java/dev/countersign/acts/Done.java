package dev.countersign.acts;

import java.util.Optional;

/** What an act came to. An act that found nothing to change has no event. */
public record Done<R>(R result, Optional<Event> event) {
    public static <R> Done<R> of(R result, Event event) {
        return new Done<>(result, Optional.of(event));
    }

    /** Nothing was changed, so nothing is logged. */
    public static <R> Done<R> unchanged(R result) {
        return new Done<>(result, Optional.empty());
    }
}
