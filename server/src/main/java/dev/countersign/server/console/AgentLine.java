package dev.countersign.server.console;

import dev.countersign.acts.Standing;
import dev.countersign.core.AgentId;
import dev.countersign.store.Events;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An agent as one line of a list.
 *
 * @param where the device it runs on, or that this is unproven
 * @param stopped whether it is stopped until further notice
 * @param living how many of its grants that end last are alive, as far as they were looked at
 * @param more whether it has more grants than were looked at
 * @param may what the first living ones allow
 * @param last when it last did something
 */
public record AgentLine(
        String id,
        String name,
        String where,
        boolean proven,
        Stopped stopped,
        int living,
        boolean more,
        List<String> may,
        Optional<Instant> last,
        Instant until) {
    private static final int LOOKED_AT = 10;
    private static final int SHOWN = 3;

    /** Empty when the owner never gave it a grant. */
    static Optional<AgentLine> of(AgentId agent, Look look, GrantWords words, Names names, Tx tx) {
        var owner = look.owner();
        var grants = tx.grants().ofAgent(owner, agent, Optional.empty(), LOOKED_AT + 1);
        if (grants.isEmpty()) return Optional.empty();
        var newest = grants.getFirst();
        var living = grants.stream()
                .limit(LOOKED_AT)
                .filter(grant -> GrantLine.standing(grant, tx, look.now()) == Standing.ALIVE)
                .toList();
        return Optional.of(new AgentLine(
                agent.value(),
                names.client(newest.client()),
                Names.where(newest.device(), tx),
                newest.device().isPresent(),
                Stopped.agent(agent, newest.client(), look, tx),
                living.size(),
                grants.size() > LOOKED_AT,
                living.stream().limit(SHOWN).map(words::may).distinct().toList(),
                tx.events().ofAgent(owner.value(), agent.value(), 1).stream()
                        .map(Events.Stored::entry)
                        .map(Events.Entry::at)
                        .findFirst(),
                newest.until()));
    }
}
