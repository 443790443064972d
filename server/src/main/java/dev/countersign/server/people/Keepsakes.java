package dev.countersign.server.people;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A secret that an owner's browser keeps until it may be shown: sealed, so that the browser cannot read it, for this session
 * only, so that no other can show it. The server keeps nothing of it. Thread-safe.
 */
public final class Keepsakes {
    private static final Cookies.Cookie TOKEN = new Cookies.Cookie("token", List.of("/console/tokens"));
    private static final Duration AGE = Duration.ofHours(1);
    private final Cookies cookies;
    private final Seal seal;

    Keepsakes(Cookies cookies, MasterKey master) {
        this.cookies = cookies;
        this.seal = master.seal(MasterKey.Purpose.KEEPSAKES);
    }

    /** The answer that hands it over. */
    public Reply keep(Reply reply, String secret, SignedIn who) {
        return cookies.set(reply, TOKEN, seal.close(secret, who.session().hash()), AGE);
    }

    /** What this browser keeps for this session. */
    public Optional<String> kept(Exchange exchange, SignedIn who) {
        return cookies.values(exchange, TOKEN).stream()
                .flatMap(closed -> seal.open(closed, who.session().hash()).stream())
                .findFirst();
    }

    /** The answer that takes it back. */
    public Reply forget(Reply reply) {
        return cookies.clear(reply, TOKEN);
    }
}
