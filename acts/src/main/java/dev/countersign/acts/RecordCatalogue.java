package dev.countersign.acts;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.store.Tx;
import java.time.Instant;

/** Stores what tools a server shows now, by content, so that a grant can be held to what its human saw. */
public record RecordCatalogue(Catalogue catalogue, Instant now) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        var digest = catalogue.digest().base64url();
        if (tx.catalogues().current(catalogue.server()).filter(digest::equals).isPresent()) {
            return Done.unchanged(digest);
        }
        tx.catalogues().put(digest, catalogue.server(), catalogue.canonical(), now);
        tx.catalogues().current(catalogue.server(), digest, now);
        return Done.of(
                digest,
                Event.plain()
                        .with("server", catalogue.server())
                        .with("catalogue", digest)
                        .with("tools", catalogue.tools().size()));
    }
}
