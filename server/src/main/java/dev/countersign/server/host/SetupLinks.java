package dev.countersign.server.host;

import dev.countersign.acts.Acts;
import dev.countersign.acts.IssueTicket;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tickets;
import java.net.URI;
import java.time.Duration;

/** Makes the links with which a person sets up the first account, or a forgotten one anew. Each works once, for 15 minutes. */
public final class SetupLinks {
    /** How long a link works. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private final Acts acts;
    private final URI issuer;

    public SetupLinks(Acts acts, URI issuer) {
        this.acts = acts;
        this.issuer = issuer;
    }

    /** A link for the first owner; an earlier one ends. */
    public URI setup() {
        return link("setup", "", Origin.SELF);
    }

    /** A link with which this owner gives the account a new credential; an earlier one ends. */
    public URI reset(OwnerId owner) {
        return link("reset", owner.value(), Origin.HOST);
    }

    private URI link(String kind, String subject, Origin origin) {
        String secret = Secrets.secret("setup");
        acts.perform(
                new IssueTicket(new Tickets.Ticket(
                        Secrets.hash(secret), kind, subject, acts.now().plus(LIFETIME), false)),
                origin);
        return issuer.resolve("/setup/" + secret);
    }
}
