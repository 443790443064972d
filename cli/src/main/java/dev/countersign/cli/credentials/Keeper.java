package dev.countersign.cli.credentials;

import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.TokenAnswer;
import dev.countersign.cli.login.TokenEndpoint;
import dev.countersign.cli.login.Web;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps an access token fresh. One process at a time refreshes a credential, and whoever comes after it takes what it
 * stored: programs that share the store never use up each other's refresh token.
 */
public final class Keeper {
    private static final Duration MARGIN = Duration.ofSeconds(30);
    // RFC 6749 §4.1.2.1: the server's own trouble; every other error means that this credential gives no more tokens.
    private static final Set<String> PASSING = Set.of("server_error", "temporarily_unavailable");

    private final CredentialStore store;
    private final Web web;
    private final InstantSource clock;

    public Keeper(CredentialStore store, Web web, InstantSource clock) {
        this.store = store;
        this.web = web;
        this.clock = clock;
    }

    /** The stored credential, when its access token needs no refresh. Asks nobody. */
    public Optional<Credential> current(String issuer, String resource) {
        return store.find(issuer, resource).filter(found -> usable(found, Optional.empty()));
    }

    /**
     * A token that should be accepted.
     *
     * @param rejected an access token that the resource just refused
     */
    public Kept fresh(Credential known, Optional<String> rejected, Bound bound) {
        Credential now = store.find(known.issuer(), known.resource()).orElse(known);
        if (usable(now, rejected)) {
            return new Kept.Good(now);
        }
        try {
            return store.locked(known.issuer(), known.resource(), bound, () -> refreshed(known, rejected, bound));
        } catch (LoginException e) {
            return switch (e.kind()) {
                case TIMED_OUT, UNREACHABLE -> new Kept.Silent(e.sentence());
                default -> new Kept.Ended(e.sentence());
            };
        }
    }

    private Kept refreshed(Credential known, Optional<String> rejected, Bound bound) throws LoginException {
        Optional<Credential> stored = store.find(known.issuer(), known.resource());
        if (stored.isEmpty()) {
            return new Kept.Ended("The stored credential for " + known.resource() + " was removed.");
        }
        Credential now = stored.get();
        if (usable(now, rejected)) {
            return new Kept.Good(now);
        }
        if (now.refreshToken().isEmpty()) {
            store.forget(now);
            return new Kept.Ended(
                    "The token for " + now.resource() + " has ended, and it came without a refresh token.");
        }
        TokenEndpoint endpoint =
                new TokenEndpoint(web, new Discovery(web, bound).server(now.issuer()), now.client(), now.key());
        return switch (endpoint.refresh(now.refreshToken().get(), now.resource(), now.scope(), bound)) {
            case TokenAnswer.Given given -> {
                Credential fresh = now.refreshed(given.tokens(), clock.instant());
                store.save(fresh);
                yield new Kept.Good(fresh);
            }
            case TokenAnswer.Refused refused -> {
                if (PASSING.contains(refused.error())) {
                    yield new Kept.Silent(refused.words() + ".");
                }
                store.forget(now);
                yield new Kept.Ended("The grant for " + now.resource() + " has ended (" + refused.words() + ").");
            }
            case TokenAnswer.Silent silent -> new Kept.Silent(silent.why() + ".");
        };
    }

    private boolean usable(Credential credential, Optional<String> rejected) {
        boolean refused = rejected.isPresent() && rejected.get().equals(credential.accessToken());
        return !refused && credential.lasts(MARGIN, clock.instant());
    }
}
