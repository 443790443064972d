package dev.countersign.server.ledger;

import dev.countersign.core.OwnerId;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import java.util.Optional;

/** Says whose entries a request may read. */
@FunctionalInterface
public interface Readers {
    /**
     * A reader of entries.
     *
     * @param only the owner whose entries they may read; empty reads all
     */
    record Reader(Optional<OwnerId> only) {
        boolean may(Optional<String> owner) {
            return only.isEmpty() || owner.equals(only.map(OwnerId::value));
        }
    }

    /**
     * @throws Refusal when the request names nobody who may read entries
     */
    Reader of(Exchange exchange);
}
