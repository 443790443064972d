package dev.countersign.server.console;

import dev.countersign.acts.Origin;
import dev.countersign.core.OwnerId;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import java.time.Instant;

/**
 * One look of a signed-in owner at the console.
 *
 * @param now one moment for the whole page
 */
record Look(Exchange exchange, SignedIn who, Instant now) {
    OwnerId owner() {
        return who.owner().id();
    }

    /** A {@code {name}} segment of the page's address. */
    String segment(String name) {
        return exchange.segment(name);
    }

    /** For the log. */
    Origin origin() {
        return Requests.of(exchange);
    }
}
