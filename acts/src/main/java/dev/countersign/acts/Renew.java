package dev.countersign.acts;

import dev.countersign.core.GrantId;
import dev.countersign.core.delegation.Chain;
import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * The holder of a delegated grant exchanges its own live token for another: the same grant, as deep as before. Nothing is
 * added, so nobody above is asked; but all above must be alive.
 *
 * @param token the {@code jti} of the token that was exchanged
 */
public record Renew(GrantId grant, String token, Instant now) implements Act<Renew.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        record Renewed(Chain chain) implements Outcome {}

        /**
         * @param why for the developer
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var chain = Chains.of(grant, tx);
        if (chain.isEmpty()) return refused("The grant behind the subject token is not known.");
        var standing = Standing.of(chain.get(), tx, now);
        if (!standing.alive()) return refused(Delegate.ended(standing));
        return Done.of(
                new Outcome.Renewed(chain.get()),
                Event.of(chain.get().holder()).with("token", token).with("path", Chains.path(chain.get())));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
