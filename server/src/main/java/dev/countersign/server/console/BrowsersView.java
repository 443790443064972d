package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;

/**
 * Where an owner is signed in.
 *
 * @param others whether there is more than the one that looks
 */
public record BrowsersView(boolean admin, List<Browser> browsers, boolean others) {
    /**
     * One session.
     *
     * @param here whether it is the one that looks
     */
    public record Browser(
            String id, String agent, String address, String how, Instant since, Instant until, boolean here) {}
}
