package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The page behind a setup link.
 *
 * @param passkeyOptions the JSON for {@code navigator.credentials.create}; empty when passkeys are off
 * @param reset whether an owner gets new credentials instead of a first owner being made
 * @param shortest the least number of characters of a passphrase
 */
public record SetupView(
        Chrome chrome,
        String action,
        String csrf,
        String name,
        boolean reset,
        Optional<String> passkeyOptions,
        Optional<String> passkeysOff,
        int shortest,
        List<Problem> problems) {}
