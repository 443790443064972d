package dev.countersign.gateway;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.delegation.Wish;
import java.time.Instant;
import java.util.Optional;

/** Handing on a part of a grant, with the rules of the token endpoint. */
@FunctionalInterface
public interface Handing {
    /** What came of asking. */
    sealed interface Answer {
        /**
         * A ticket for the receiver.
         *
         * @param child what the receiver would get
         */
        record Ticket(String secret, Grant child, Instant expiresAt) implements Answer {
            /** The secret stays out of logs. */
            @Override
            public String toString() {
                return "Ticket[…]";
            }
        }

        /**
         * No ticket.
         *
         * @param why one plain sentence with what to do
         */
        record Refused(String why) implements Answer {}
    }

    /** Nothing is handed on here. */
    Handing NONE = (parent, receiver, key, wish, tokenEnd) -> new Answer.Refused("This server hands nothing on.");

    /**
     * Asks for a ticket.
     *
     * @param parent the delegator's grant
     * @param receiver the client_id it is for
     * @param key thumbprint of the receiver's key
     * @param tokenEnd when the delegator's token ends
     */
    Answer ticket(GrantId parent, String receiver, Optional<String> key, Wish wish, Instant tokenEnd);
}
