package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.util.List;
import java.util.Optional;

/** The owner's home: what was allowed, and the ways to prove who one is. */
public record ConsoleView(
        Chrome chrome,
        String csrf,
        Optional<String> message,
        List<Problem> problems,
        List<LiveGrant> grants,
        List<PasskeyLine> passkeys,
        Optional<String> passkeysOff,
        boolean hasPassphrase,
        int shortest,
        String proofHint) {

    /**
     * A live grant in words.
     *
     * @param notes what its owner should know besides
     */
    public record LiveGrant(String id, String client, String authority, String window, List<String> notes) {}

    /** A passkey in words. */
    public record PasskeyLine(String id, String name, String history) {}
}
