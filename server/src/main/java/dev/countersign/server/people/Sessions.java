package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.SignIn;
import dev.countersign.acts.SignOut;
import dev.countersign.server.pages.Chrome;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Owners;
import dev.countersign.store.Sessions.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Signed-in browsers: a random cookie whose hash names a row. A session can look and take away, never approve.
 * Thread-safe.
 */
public final class Sessions {
    /** How long a session lives. */
    public static final Duration AGE = Duration.ofHours(1);

    private final Acts acts;
    private final Cookies cookies;
    private final Requests requests;

    /**
     * Who is signed in, and the row that says so.
     *
     * @param formToken stands in each form as {@code csrf}; follows from the cookie's secret, so it is stored nowhere
     */
    public record SignedIn(Owners.Owner owner, Session session, String formToken) {
        /** What the frame of a page shows of it. */
        public Chrome.SignedIn chrome() {
            return new Chrome.SignedIn(owner.name(), formToken);
        }
    }

    Sessions(Acts acts, Cookies cookies, Requests requests) {
        this.acts = acts;
        this.cookies = cookies;
        this.requests = requests;
    }

    /** Who is signed in from this browser. */
    public Optional<SignedIn> current(Exchange exchange) {
        var sent = cookies.values(exchange, Cookies.SESSION);
        if (sent.isEmpty()) return Optional.empty();
        var now = acts.now();
        return acts.read(tx -> sent.stream()
                .filter(secret -> Secrets.wellFormed("session", secret))
                .flatMap(secret -> tx.sessions().find(Secrets.hash(secret), now).stream()
                        .flatMap(session -> tx.owners().find(session.owner()).stream()
                                .map(owner -> new SignedIn(owner, session, formToken(secret)))))
                .findFirst());
    }

    /**
     * Who posted this form: signed in, from a page of this issuer, with the session's form token.
     *
     * @throws Refusal.Page 403 when one of these is missing
     */
    public SignedIn requirePost(Exchange exchange) {
        requests.requireOwnOrigin(exchange);
        var who = current(exchange).orElseThrow(Requests::wrongToken);
        var sent = exchange.form().all("csrf");
        if (sent.size() != 1 || !Secrets.same(sent.getFirst(), who.formToken())) throw Requests.wrongToken();
        return who;
    }

    /** Signs an owner in: always a new session, the browser's old ones end. */
    Reply open(Reply reply, Exchange exchange, Owners.Owner owner, String method, Optional<SignIn.Used> passkey) {
        var secret = Secrets.secret("session");
        var now = acts.now();
        var origin = Requests.of(exchange);
        var session = new Session(
                Secrets.hash(secret), owner.id(), method, now, now.plus(AGE), origin.address(), origin.userAgent());
        List<String> replaced = cookies.values(exchange, Cookies.SESSION).stream()
                .map(Secrets::hash)
                .toList();
        acts.perform(new SignIn(session, passkey, replaced), origin);
        return cookies.set(reply, Cookies.SESSION, secret, AGE);
    }

    /** One way: what stands in a page, which may be kept or shown, does not give the cookie away. */
    private static String formToken(String secret) {
        return Secrets.hash("form token of " + secret);
    }

    /** Ends the session behind this request, when there is one. */
    Reply close(Reply reply, Exchange exchange, SignedIn who) {
        acts.perform(new SignOut(who.session()), Requests.of(exchange));
        return cookies.clear(reply, Cookies.SESSION);
    }
}
