package dev.countersign.server.people;

import dev.countersign.server.pages.Phrases;
import java.util.Optional;
import java.util.regex.Pattern;

/** How owners may be called: short, one spelling, nothing that looks like another name. */
public final class OwnerNames {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?");

    private OwnerNames() {}

    /** Why this cannot be a name, as a sentence; empty when it can. */
    public static Optional<String> objection(String name) {
        if (name.isEmpty()) return Optional.of(Phrases.say("name.none"));
        if (FORM.matcher(name).matches()) return Optional.empty();
        return Optional.of(Phrases.say("name.form"));
    }
}
