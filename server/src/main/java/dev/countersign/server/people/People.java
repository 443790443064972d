package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** Owners as people: builds what knows them and serves their pages. Thread-safe. */
public final class People {
    private final Parts parts;
    private final Keepsakes keepsakes;

    /** What the pages of this package share. */
    record Parts(
            Acts acts,
            Pages pages,
            Requests requests,
            Cookies cookies,
            Forms forms,
            Browsers browsers,
            Throttle throttle,
            Passphrases passphrases,
            WebAuthn webAuthn,
            Presence presence,
            Sessions sessions,
            Ceremonies ceremonies) {

        /**
         * @throws Refusal.Page 503 when too many wait already
         */
        String hash(String passphrase) {
            try {
                return passphrases.hash(passphrase);
            } catch (Passphrases.Busy _) {
                throw busy();
            }
        }

        /**
         * @throws Refusal.Page 503 while nobody is an owner here
         */
        void requireAnyOwner() {
            if (!acts.read(tx -> tx.owners().any())) throw nobody();
        }
    }

    public People(URI issuer, Acts acts, MasterKey master, Pages pages, Passphrases passphrases) {
        var cookies = new Cookies(issuer);
        var requests = new Requests(issuer);
        var browsers = new Browsers(master, cookies);
        var throttle = new Throttle(acts);
        var webAuthn = new WebAuthn(issuer);
        var presence = new Presence(acts, passphrases, webAuthn, throttle, browsers);
        this.keepsakes = new Keepsakes(cookies, master);
        this.parts = new Parts(
                acts,
                pages,
                requests,
                cookies,
                new Forms(master, cookies),
                browsers,
                throttle,
                passphrases,
                webAuthn,
                presence,
                new Sessions(acts, cookies, requests),
                new Ceremonies(acts, master, webAuthn, presence));
    }

    /** Adds the pages. */
    public void routes(Routes routes, Function<String, Optional<String>> askers) {
        routes.get("/", _ -> Reply.seeOther(Paths.HOME));
        var login = new LoginPage(parts, askers);
        routes.get("/login", login::show).post("/login", login::submit);
        routes.post("/logout", exchange -> {
            var who = parts.sessions().requirePost(exchange);
            return parts.sessions().close(Reply.seeOther("/login"), exchange, who);
        });
        var setup = new SetupPage(parts);
        routes.get("/setup/{ticket}", setup::show).post("/setup/{ticket}", setup::submit);
        new CredentialPages(parts).routes(routes);
    }

    /**
     * @throws Refusal.Page 503 while nobody is an owner here
     */
    public void requireAnyOwner() {
        parts.requireAnyOwner();
    }

    public Sessions sessions() {
        return parts.sessions();
    }

    public Keepsakes keepsakes() {
        return keepsakes;
    }

    public Confirmations confirmations() {
        return new Confirmations(parts);
    }

    public Presence presence() {
        return parts.presence();
    }

    public WebAuthn webAuthn() {
        return parts.webAuthn();
    }

    /** The refusal for too many guesses. */
    public static Refusal.Page tooManyGuesses(int seconds) {
        return LoginPage.tooMany(seconds);
    }

    /** How long to wait, in words. */
    public static String wait(int seconds) {
        return seconds < 90 ? Phrases.say("wrong.seconds", seconds) : Phrases.say("wrong.minutes", (seconds + 59) / 60);
    }

    /** The refusal while more passphrases wait than can be checked soon. */
    static Refusal.Page busy() {
        return Phrases.refusal(503, "wrong.busy").retryAfter(Passphrases.Busy.RETRY_SECONDS);
    }

    /** Says that nobody is an owner here yet, and how somebody becomes one. */
    public static Refusal.Page nobody() {
        return Phrases.refusal(503, "wrong.nobody").retryAfter(30);
    }
}
