package dev.countersign.server.oauth.token;

import dev.countersign.acts.Acts;
import dev.countersign.acts.GrantConfigured;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.client.Configured;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Liveness;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The grants of configured clients that act for themselves: one at a time for each configuration entry, remembered so that a
 * token costs no write. Whether it still lives is asked each time.
 */
public final class ServiceGrants {
    private final Acts acts;
    private final Liveness liveness;
    private final Resources resources;
    private final Map<String, GrantId> newest = new ConcurrentHashMap<>();

    public ServiceGrants(Acts acts, Liveness liveness, Resources resources) {
        this.acts = acts;
        this.liveness = liveness;
        this.resources = resources;
    }

    /**
     * The client's living grant of its own.
     *
     * @throws Refusal.OAuth {@code invalid_grant} while it is suspended
     */
    Grant of(Configured client, Configured.OwnGrant entry, Origin origin) {
        return remembered(client, entry).orElseGet(() -> granted(client, entry, origin));
    }

    private Optional<Grant> remembered(Configured client, Configured.OwnGrant entry) {
        var id = newest.get(client.id());
        if (id == null) return Optional.empty();
        return liveness.of(id, Freshness.NOW) instanceof Liveness.Answer.Alive(Holding holding)
                        && holding.grant().approval().equals(new Approval.Configured(entry.digest()))
                ? Optional.of(holding.grant())
                : Optional.empty();
    }

    private Grant granted(Configured client, Configured.OwnGrant entry, Origin origin) {
        var outcome =
                acts.perform(new GrantConfigured(draft(client, entry), resources.serverNames(), acts.now()), origin);
        if (!outcome.standing().alive()) {
            throw new Refusal.OAuth(
                    "invalid_grant", "This client is suspended or barred; the operator can change that.");
        }
        newest.put(client.id(), outcome.grant().id());
        return outcome.grant();
    }

    private Grant draft(Configured client, Configured.OwnGrant entry) {
        var clientId = new ClientId(client.id());
        var now = acts.now();
        var end = now.plus(entry.life());
        var authority = authority(client, entry);
        var configured = new Approval.Configured(entry.digest());
        return Grant.of(new GrantId(Secrets.id("gr")), new Subject.Service(clientId), clientId, configured, now, end)
                .authority(authority)
                .delegation(policy(entry, authority, end))
                .build();
    }

    private static DelegationPolicy policy(Configured.OwnGrant entry, Authority authority, Instant end) {
        return entry.handsOn()
                .map(handsOn ->
                        DelegationPolicy.of(handsOn.depth(), handsOn.to(), end, authority.upTo(handsOn.access())))
                .orElse(DelegationPolicy.OFF);
    }

    private Authority authority(Configured client, Configured.OwnGrant entry) {
        return entry.access()
                .map(access -> Authority.of(targets(client).stream()
                        .map(resource -> Permission.everything(resource.id(), access))
                        .toList()))
                .orElse(Authority.NONE);
    }

    private List<Resource> targets(Configured client) {
        if (client.resources().isEmpty()) return resources.mcp();
        return client.resources().stream()
                .map(resources::find)
                .flatMap(Optional::stream)
                .filter(Resource::mcp)
                .toList();
    }
}
