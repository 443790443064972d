package dev.countersign.core;

import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Puts a grant together from what somebody said. What follows from that (its agent, its place in the tree, the keys through
 * which it can be ended) is worked out here and nowhere else. It begins as a grant to an agent without a key, which allows
 * nothing, hands nothing on and is valid from its approval. For one thread.
 */
public final class GrantBuilder {
    private final GrantId id;
    private final Subject subject;
    private final ClientId client;
    private final Approval approval;
    private final Instant approvedAt;
    private final Instant until;
    private final Optional<Grant> parent;
    private final Set<RevocationKey> inherited = new HashSet<>();
    private Optional<DeviceId> device = Optional.empty();
    private TokenKind kind = TokenKind.CLIENT;
    private Authority authority = Authority.NONE;
    private Set<OwnerScope> ownerScopes = Set.of();
    private Map<String, String> catalogues = Map.of();
    private DelegationPolicy delegation = DelegationPolicy.OFF;
    private Instant notBefore;
    private OptionalInt maxUses = OptionalInt.empty();

    GrantBuilder(
            GrantId id,
            Subject subject,
            ClientId client,
            Approval approval,
            Instant approvedAt,
            Instant until,
            Optional<Grant> parent) {
        this.id = id;
        this.subject = subject;
        this.client = client;
        this.approval = approval;
        this.approvedAt = approvedAt;
        this.until = until;
        this.parent = parent;
        notBefore = approvedAt;
        parent.ifPresent(grant -> inherited.addAll(grant.keys()));
    }

    /** Where its client proved to run; the agent is the client there. */
    public GrantBuilder device(Optional<DeviceId> where) {
        device = where;
        return this;
    }

    public GrantBuilder kind(TokenKind ofItsTokens) {
        kind = ofItsTokens;
        return this;
    }

    public GrantBuilder authority(Authority allowed) {
        authority = allowed;
        return this;
    }

    public GrantBuilder ownerScopes(Set<OwnerScope> allowed) {
        ownerScopes = allowed;
        return this;
    }

    public GrantBuilder catalogues(Map<String, String> seen) {
        catalogues = seen;
        return this;
    }

    public GrantBuilder delegation(DelegationPolicy policy) {
        delegation = policy;
        return this;
    }

    public GrantBuilder notBefore(Instant start) {
        notBefore = start;
        return this;
    }

    public GrantBuilder maxUses(int calls) {
        maxUses = OptionalInt.of(calls);
        return this;
    }

    /** What these keys end ends this one, too: those of a grant that it depends on. */
    public GrantBuilder endedWith(Set<RevocationKey> keys) {
        inherited.addAll(keys);
        return this;
    }

    /** @throws IllegalArgumentException when it would end before it begins, or be for agents and for the owner API at once */
    public Grant build() {
        var agent = AgentId.of(client, device);
        var keys = new HashSet<>(inherited);
        keys.addAll(Grant.ownKeys(id, subject, client, agent, device));
        return new Grant(
                id,
                parent.map(Grant::root).orElse(id),
                parent.map(Grant::id),
                subject,
                client,
                agent,
                device,
                kind,
                authority,
                ownerScopes,
                catalogues,
                delegation,
                approval,
                approvedAt,
                notBefore,
                until,
                maxUses,
                keys);
    }
}
