package dev.countersign.core.delegation;

import dev.countersign.core.Grant;

/** What the rules say of one delegation. */
public sealed interface Ruling {
    /** It is allowed, and this is the grant it makes. */
    record Allowed(Grant child) implements Ruling {}

    /**
     * It is not.
     *
     * @param why one plain sentence for the developer, with what to do
     */
    record Refused(Objection objection, String why) implements Ruling {}

    /** Why a delegation is refused, in the order the rules are asked. */
    enum Objection {
        /** The grant cannot be handed on by its nature. */
        NOT_DELEGABLE,
        /** Nobody allowed that anything of it is handed on. */
        OFF,
        /** It was handed on as often as is allowed. */
        TOO_DEEP,
        /** Its time, or the policy's, is over. */
        OVER,
        /** The receiver did not prove to be who it says. */
        UNPROVEN,
        /** The receiver is none of those it may be handed to. */
        NOT_NAMED,
        /** The receiver stands in the chain already. */
        CYCLE,
        /** What is wished and what may be handed on have nothing in common. */
        NOTHING_LEFT
    }
}
