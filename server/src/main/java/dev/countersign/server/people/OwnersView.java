package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every human account, the form that adds one and the form that gives one another role. */
public record OwnersView(
        Chrome chrome,
        String csrf,
        Instant now,
        Optional<String> message,
        List<Problem> problems,
        List<Account> accounts,
        String name,
        boolean hasPassphrase,
        int shortest,
        String proofHint) {

    /** One account. */
    public record Account(String id, String name, String role, String addedBy, Instant at) {}
}
