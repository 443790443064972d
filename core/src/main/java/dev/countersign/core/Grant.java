package dev.countersign.core;

import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody allowed an agent to do, until when. Every way in ends in one of these; every token is a handle on one.
 *
 * @param root the grant at the top of this grant's tree; itself when nothing was delegated
 * @param parent the grant it was delegated from
 * @param ownerScopes what an owner token of it may do at the owner API; empty unless it is of that kind, and then it has no
 *     authority
 * @param catalogues server name → digest of the tool catalogue its human saw
 * @param approvedAt database time; decides which revocations reach it
 * @param keys every revocation key through which it can be ended, its ancestors' included
 * @param maxUses how many calls it allows; empty = no limit
 */
public record Grant(
        GrantId id,
        GrantId root,
        Optional<GrantId> parent,
        Subject subject,
        ClientId client,
        AgentId agent,
        Optional<DeviceId> device,
        TokenKind kind,
        Authority authority,
        Set<OwnerScope> ownerScopes,
        Map<String, String> catalogues,
        DelegationPolicy delegation,
        Approval approval,
        Instant approvedAt,
        Instant notBefore,
        Instant until,
        OptionalInt maxUses,
        Set<RevocationKey> keys) {
    public Grant {
        if (!until.isAfter(notBefore)) throw new IllegalArgumentException("a grant ends after it begins");
        if (kind == TokenKind.CLIENT ? !ownerScopes.isEmpty() : !authority.isNothing()) {
            throw new IllegalArgumentException("a grant is for agents or for the owner API, never for both");
        }
        ownerScopes = Set.copyOf(ownerScopes);
        catalogues = Map.copyOf(catalogues);
        keys = Set.copyOf(keys);
    }

    /**
     * A grant that nobody handed on: what it is, who says so, and until when. The builder adds what it allows.
     *
     * @param approvedAt from when it counts, unless the builder is told otherwise
     */
    public static GrantBuilder of(
            GrantId id, Subject subject, ClientId client, Approval approval, Instant approvedAt, Instant until) {
        return new GrantBuilder(id, subject, client, approval, approvedAt, until, Optional.empty());
    }

    /**
     * A grant that is handed on from this one to that client. It keeps this one's moment of approval, for nobody approved
     * anything anew: whoever is revoked stays so, whatever is handed to them afterwards. What ends this one ends it, too.
     */
    public GrantBuilder child(GrantId child, ClientId receiver, Instant end) {
        var delegated = new Approval.Delegated(id);
        return new GrantBuilder(child, subject, receiver, delegated, approvedAt, end, Optional.of(this))
                .kind(kind)
                .catalogues(catalogues);
    }

    /** The same grant, approved at that moment of the database's time. */
    public Grant approved(Instant at) {
        return changed(agent, device, authority, ownerScopes, catalogues, at, until, keys);
    }

    /** The same grant, which ends by then at the latest. */
    public Grant endingBy(Instant latest) {
        return until.isAfter(latest)
                ? changed(agent, device, authority, ownerScopes, catalogues, approvedAt, latest, keys)
                : this;
    }

    /** The same grant, bound to these catalogues. */
    public Grant pinning(Map<String, String> seen) {
        return changed(agent, device, authority, ownerScopes, seen, approvedAt, until, keys);
    }

    /**
     * The same grant on a device: its agent is now the client there, and both can end it. For a grant that nothing was
     * handed on from yet: a child keeps the keys its ancestors had.
     */
    public Grant on(DeviceId where) {
        var there = AgentId.of(client, Optional.of(where));
        var reached = new HashSet<>(keys);
        if (parent.isEmpty()) {
            var nowhere = RevocationKey.of(agent);
            reached.removeIf(key -> key.equals(nowhere) || key.value().endsWith("/" + nowhere));
        }
        reached.addAll(ownKeys(id, subject, client, there, Optional.of(where)));
        return changed(there, Optional.of(where), authority, ownerScopes, catalogues, approvedAt, until, reached);
    }

    /** The same grant with less: what it allows, and until when. */
    public Grant narrowed(Authority to, Set<OwnerScope> scopes, Instant end) {
        return changed(agent, device, to, scopes, catalogues, approvedAt, end, keys);
    }

    /** All that ever changes of a grant; the rest says what it is. */
    private Grant changed(
            AgentId agent,
            Optional<DeviceId> device,
            Authority authority,
            Set<OwnerScope> ownerScopes,
            Map<String, String> catalogues,
            Instant approvedAt,
            Instant until,
            Set<RevocationKey> keys) {
        return new Grant(
                id,
                root,
                parent,
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

    /** Whether {@code now} lies in its window: from {@code notBefore} on, before {@code until}. */
    public boolean inside(Instant now) {
        return !now.isBefore(notBefore) && now.isBefore(until);
    }

    /** The keys a grant without ancestors can be reached through. */
    static Set<RevocationKey> ownKeys(
            GrantId id, Subject subject, ClientId client, AgentId agent, Optional<DeviceId> device) {
        var keys = new TreeSet<RevocationKey>(java.util.Comparator.comparing(RevocationKey::value));
        var parties = new ArrayList<>(List.of(RevocationKey.of(client), RevocationKey.of(agent)));
        device.map(RevocationKey::of).ifPresent(parties::add);
        keys.addAll(parties);
        keys.add(RevocationKey.of(id));
        keys.add(RevocationKey.ALL);
        if (subject instanceof Subject.Owner(OwnerId owner)) {
            keys.add(RevocationKey.of(owner));
            parties.forEach(party -> keys.add(party.within(owner)));
        }
        return keys;
    }
}
