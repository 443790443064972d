package dev.countersign.acts.upkeep;

import dev.countersign.store.Tickets.Ticket;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/**
 * Remembers that a thing which may be used once was used.
 *
 * @param ticket stands for the thing until it would have ended anyway
 */
public record UseOnce(Ticket ticket) implements Transaction<Boolean> {
    /** False when it had been used before. */
    @Override
    public Boolean in(Tx tx) {
        if (tx.tickets().find(ticket.hash()).isPresent()) {
            return false;
        }
        tx.tickets().insert(ticket);
        return true;
    }
}
