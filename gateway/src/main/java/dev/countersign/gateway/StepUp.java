package dev.countersign.gateway;

import dev.countersign.acts.Origin;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.time.Instant;
import java.util.Optional;

/** Where a human can allow what goes beyond a grant: one call, or more of everything. Tells whether one did. */
public interface StepUp {
    /**
     * An agent that asks with a token it holds.
     *
     * @param grant the grant behind the token
     * @param proved thumbprint of the key that this very request proved, which a token bound to a key needs; empty for a bearer
     *     token, which proves nothing of where the agent runs
     */
    record Holder(Grant grant, Optional<String> proved) {
        static Holder of(Admitted who) {
            return new Holder(who.holding().grant(), who.proved());
        }
    }

    /** A place to send a human to. */
    record Page(String id, String url) {}

    /**
     * What an agent wishes beside what it holds.
     *
     * @param authority what it wishes to do; empty of permissions when it only wishes another end
     * @param until the end it wishes, as it wrote it
     * @param reason why, in its own words
     */
    record Wish(Authority authority, Optional<String> until, Optional<String> reason) {}

    /** What came of wishing. */
    sealed interface Answer {
        /**
         * A human decides there.
         *
         * @param until how long the page waits
         */
        record Waits(Page page, Instant until) implements Answer {}

        /**
         * Nobody is asked.
         *
         * @param why plain sentences with what to do
         */
        record Refused(String why) implements Answer {}
    }

    /** No such place: the client asks for a wider token by itself. */
    StepUp NONE = new StepUp() {
        @Override
        public Optional<Page> page(Holder holder, Call call, Origin origin) {
            return Optional.empty();
        }

        @Override
        public Optional<GrantId> allowed(Grant grant, Call call) {
            return Optional.empty();
        }
    };

    /**
     * The page for this call, if there is one. It holds no secret, and the same call leads to the same page while that waits.
     *
     * @param holder who tried to make the call
     * @param origin from where
     */
    Optional<Page> page(Holder holder, Call call, Origin origin);

    /**
     * Asks the human behind a grant for more. The same wish leads to the same page while that waits.
     */
    default Answer more(Holder holder, Wish wish, Origin origin) {
        return new Answer.Refused("This server asks nobody for more.");
    }

    /** An approval of exactly this call that was not used yet. Using it up is the business of the act that starts the call. */
    Optional<GrantId> allowed(Grant grant, Call call);
}
