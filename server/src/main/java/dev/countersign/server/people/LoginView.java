package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The sign-in page.
 *
 * @param asker what the program that asks calls itself, already made harmless
 * @param next where to go after sign-in: a path on this server
 * @param passkeyOptions the JSON for {@code navigator.credentials.get}; empty when passkeys are off
 */
public record LoginView(
        Chrome chrome,
        String csrf,
        String next,
        String name,
        Optional<String> asker,
        Optional<String> passkeyOptions,
        Optional<String> passkeysOff,
        List<Problem> problems) {}
