package dev.countersign.guard;

import dev.countersign.core.GrantId;

/** Knows which grants are alive and what they allow now. */
@FunctionalInterface
public interface Liveness {
    /** What is known of the grant, at least as new as asked for. Never throws: it does not know, it says so. */
    Answer of(GrantId grant, Freshness freshness);

    /** An answer. */
    sealed interface Answer {
        /** The grant is alive. */
        record Alive(Holding holding) implements Answer {}

        /**
         * The grant is not, or there is none.
         *
         * @param why one plain sentence for the caller
         * @param forNow whether it may live again as it was: it is only suspended
         */
        record Dead(String why, boolean forNow) implements Answer {
            /** It does not live again. */
            public Dead(String why) {
                this(why, false);
            }
        }

        /** Nobody can tell just now, so nothing is allowed. */
        record Unknown() implements Answer {}
    }
}
