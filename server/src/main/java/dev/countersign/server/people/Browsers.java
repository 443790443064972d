package dev.countersign.server.people;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.acts.Secrets;
import dev.countersign.core.OwnerId;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.time.Duration;

/**
 * Browsers an owner signed in from before, known by a sealed cookie. Their failed proofs are counted apart, so that a
 * stranger's guessing never locks the owner out. Thread-safe.
 */
final class Browsers {
    /** The count that all unknown browsers share. */
    static final String OTHERS = "";

    private static final Duration AGE = Duration.ofDays(365);
    private final Seal seal;
    private final Cookies cookies;

    Browsers(MasterKey master, Cookies cookies) {
        this.seal = master.seal(MasterKey.Purpose.BROWSERS);
        this.cookies = cookies;
    }

    /** The id of this browser when this owner signed in from it before, else {@link #OTHERS}. */
    String known(Exchange exchange, OwnerId owner) {
        return cookies.values(exchange, Cookies.BROWSER).stream()
                .flatMap(value -> seal.open(value, owner.value()).stream())
                .findFirst()
                .orElse(OTHERS);
    }

    /** Makes the browser known to this owner, keeping its id when it is already. */
    Reply remember(Reply reply, Exchange exchange, OwnerId owner) {
        var known = known(exchange, owner);
        var id = known.equals(OTHERS) ? Secrets.id("br") : known;
        return cookies.set(reply, Cookies.BROWSER, seal.close(id, owner.value()), AGE);
    }
}
