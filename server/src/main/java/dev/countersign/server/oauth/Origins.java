package dev.countersign.server.oauth;

import dev.countersign.acts.Origin;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Networks;
import java.util.Optional;

/** Where an act came from, as far as HTTP tells. */
public final class Origins {
    private Origins() {}

    /** The origin of one request. */
    public static Origin of(Exchange exchange) {
        return new Origin(
                Optional.of(exchange.requestId()),
                Networks.text(exchange.remote()),
                exchange.userAgent().orElse(""));
    }
}
