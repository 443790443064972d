package dev.countersign.server.people;

import dev.countersign.acts.Origin;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** What every form post is held to: it comes from a page of this issuer. Immutable. */
public final class Requests {
    private final String origin;

    public Requests(URI issuer) {
        this.origin = origin(issuer);
    }

    /** The origin of a URI as browsers write it (RFC 6454 §6.2). */
    static String origin(URI uri) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        var ordinary = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                + (uri.getPort() < 0 || uri.getPort() == ordinary ? "" : ":" + uri.getPort());
    }

    /**
     * @throws Refusal.Page 403 unless the browser says that the form stands on a page of this issuer
     */
    public void requireOwnOrigin(Exchange exchange) {
        var sent = exchange.headers("Origin");
        if (sent.size() != 1 || !sent.getFirst().equals(origin)) {
            throw Phrases.refusal(403, "wrong.origin", origin);
        }
    }

    /** The refusal for a wrong or missing form token. */
    public static Refusal.Page wrongToken() {
        return Phrases.refusal(403, "wrong.token");
    }

    /** Where a request came from, for the log. */
    public static Origin of(Exchange exchange) {
        return new Origin(
                Optional.of(exchange.requestId()),
                Networks.text(exchange.remote()),
                exchange.userAgent().orElse(""));
    }
}
