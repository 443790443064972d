package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Told;
import java.util.List;
import java.util.Optional;

/** The ways an owner proves who they are. */
public record CredentialsView(
        Chrome chrome,
        String csrf,
        boolean admin,
        Optional<String> message,
        List<Problem> problems,
        List<PasskeyLine> passkeys,
        Optional<String> passkeysOff,
        boolean hasPassphrase,
        int shortest,
        String proofHint) {

    /** A passkey in words. */
    public record PasskeyLine(String id, String name, Told history) {}
}
