package dev.countersign.server;

import dev.countersign.acts.Origin;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.delegation.Wish;
import dev.countersign.gateway.Handing;
import dev.countersign.server.oauth.token.Offers;
import java.time.Instant;
import java.util.Optional;

/** Brings what an agent asks for by a tool to where the token endpoint asks as well. */
record HandingDesk(Offers offers) implements Handing {
    private static final Origin TOOL = new Origin(Optional.empty(), "", "");

    @Override
    public Answer ticket(GrantId parent, String receiver, Optional<String> key, Wish wish, Instant tokenEnd) {
        return switch (offers.ask(parent, receiver, key, wish, tokenEnd, TOOL)) {
            case Offers.Answer.Refused(String why) -> new Answer.Refused(why);
            case Offers.Answer.Ticket(String secret, Grant child, Instant expiresAt) ->
                new Answer.Ticket(secret, child, expiresAt);
        };
    }
}
