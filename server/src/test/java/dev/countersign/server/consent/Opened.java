package dev.countersign.server.consent;

import dev.countersign.core.Asked;
import java.time.Instant;

/** Lets a test see what travels to the consent page. */
public final class Opened {
    private Opened() {}

    /** The request behind a consent address. */
    public static Asked request(Handover handover, String path, Instant now) {
        if (open(handover, path, now) instanceof Handover.Arrived.Request request) return request.asked();
        throw new AssertionError("not a request: " + open(handover, path, now));
    }

    /** The answer a failed request goes on with. */
    public static String failure(Handover handover, String path, Instant now) {
        if (open(handover, path, now) instanceof Handover.Arrived.Failure failure) return failure.redirect();
        throw new AssertionError("no failure: " + open(handover, path, now));
    }

    private static Handover.Arrived open(Handover handover, String path, Instant now) {
        return handover.open(path.substring("/consent/".length()), now).orElseThrow();
    }
}
