package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.core.Digest;
import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Exchange;
import java.net.URI;
import java.util.Optional;

/**
 * Proves that an owner acts now, on exactly one thing: the digest names it. The only source of new authority.
 * Thread-safe.
 */
public final class Presence {
    /** What came of a proof. */
    public sealed interface Outcome {
        /**
         * @param passkeyCount the passkey's new signature counter, to store with the act
         */
        record Proved(Evidence evidence, Optional<Long> passkeyCount) implements Outcome {}

        /** It is not proved; the sentence is for the person who tried. */
        record Failed(String method, String sentence) implements Outcome {}

        /** Too many guesses; none was looked at. */
        record Throttled(int seconds) implements Outcome {}
    }

    private final Acts acts;
    private final Passphrases passphrases;
    private final WebAuthn webAuthn;
    private final Throttle throttle;
    private final Browsers browsers;

    Presence(Acts acts, Passphrases passphrases, WebAuthn webAuthn, Throttle throttle, Browsers browsers) {
        this.acts = acts;
        this.passphrases = passphrases;
        this.webAuthn = webAuthn;
        this.throttle = throttle;
        this.browsers = browsers;
    }

    /** Presence on the host itself, beside a running server or without one; guesses there count together. */
    public static Presence onHost(URI issuer, Acts acts, MasterKey master, Passphrases passphrases) {
        return new Presence(
                acts, passphrases, new WebAuthn(issuer), new Throttle(acts), new Browsers(master, new Cookies(issuer)));
    }

    /**
     * By passphrase, given on the host.
     *
     * @throws Passphrases.Busy when too many wait already
     */
    public Outcome passphrase(OwnerId owner, String passphrase, Digest what) {
        return passphrase(owner.value(), Optional.of(owner), passphrase, what, "host");
    }

    /**
     * By passphrase, typed into a page.
     *
     * @throws dev.countersign.server.web.Refusal.Page 503 when too many wait already
     */
    public Outcome passphrase(OwnerId owner, String passphrase, Digest what, Exchange exchange) {
        return onPage(owner.value(), Optional.of(owner), passphrase, what, browsers.known(exchange, owner));
    }

    /** The same, for a page: being busy is a page too. */
    Outcome onPage(String account, Optional<OwnerId> owner, String passphrase, Digest what, String browser) {
        try {
            return passphrase(account, owner, passphrase, what, browser);
        } catch (Passphrases.Busy _) {
            throw People.busy();
        }
    }

    /** Takes as long, and counts the same, whether or not there is such an owner with a passphrase. */
    Outcome passphrase(String account, Optional<OwnerId> owner, String passphrase, Digest what, String browser) {
        var wait = throttle.take(account, browser);
        if (wait.isPresent()) return new Outcome.Throttled(wait.getAsInt());
        var hash = owner.flatMap(id -> acts.read(tx -> tx.owners().passphrase(id)));
        if (!passphrases.verify(passphrase, hash)) {
            return new Outcome.Failed("passphrase", Phrases.say("proof-of-you.passphrase"));
        }
        throttle.clear(account, browser);
        return new Outcome.Proved(new Evidence("passphrase", "", what.base64url(), acts.now()), Optional.empty());
    }

    /** By passkey: the assertion's challenge is the digest itself. */
    public Outcome passkey(OwnerId owner, String assertion, Digest what) {
        var passkey = WebAuthn.named(assertion)
                .flatMap(id -> acts.read(tx -> tx.passkeys().find(id)))
                .filter(found -> found.owner().equals(owner));
        var count = passkey.flatMap(found -> webAuthn.verified(assertion, found, what.bytes()));
        if (passkey.isEmpty() || count.isEmpty()) {
            return new Outcome.Failed("passkey", Phrases.say("proof-of-you.passkey"));
        }
        return new Outcome.Proved(new Evidence("passkey", passkey.get().id(), what.base64url(), acts.now()), count);
    }
}
