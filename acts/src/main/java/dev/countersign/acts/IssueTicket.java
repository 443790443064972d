package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Tickets;
import dev.countersign.store.Tx;

/** Makes a setup or reset link valid; an earlier unused one of the same kind and subject ends. */
public record IssueTicket(Tickets.Ticket ticket) implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        tx.tickets().withdraw(ticket.kind(), ticket.subject());
        tx.tickets().insert(ticket);
        var event = Event.plain().with("ticket", ticket.kind());
        return Done.of(true, ticket.subject().isEmpty() ? event : event.by(new OwnerId(ticket.subject())));
    }
}
