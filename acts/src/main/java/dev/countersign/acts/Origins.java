package dev.countersign.acts;

import dev.countersign.core.Digest;
import dev.countersign.core.json.Canonical;
import dev.countersign.store.Events;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The rows that keep addresses and user agents. An entry holds only such a row's id, which is a salted digest of the row: a
 * changed row is noticed, and once it is erased nothing can be told from the id.
 */
public final class Origins {
    private Origins() {}

    static Optional<Events.Origin> row(Origin origin, String salt) {
        if (origin.address().isEmpty()) return Optional.empty();
        var id = id(salt, origin.address(), origin.userAgent());
        return Optional.of(new Events.Origin(id, salt, origin.address(), origin.userAgent()));
    }

    /** Whether the row says what it said when it was written. */
    public static boolean intact(Events.Origin row) {
        return row.id().equals(id(row.salt(), row.address(), row.userAgent()));
    }

    private static String id(String salt, String address, String userAgent) {
        var parts = JsonNodeFactory.instance.arrayNode().add(salt).add(address).add(userAgent);
        return "or_" + Digest.of(Canonical.string(parts)).base64url();
    }
}
