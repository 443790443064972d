package dev.countersign.core.delegation;

import dev.countersign.core.AgentId;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Grants to hang others from. */
final class Trees {
    static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
    static final Subject OWNER = new Subject.Owner(new OwnerId("ow_ada"));

    private Trees() {}

    static Grant root(String client, Authority authority, Instant until, DelegationPolicy policy) {
        var id = new GrantId("gr_root");
        var clientId = new ClientId(client);
        var agent = AgentId.of(clientId, Optional.empty());
        return new Grant(
                id,
                id,
                Optional.empty(),
                OWNER,
                clientId,
                agent,
                Optional.empty(),
                TokenKind.CLIENT,
                authority,
                Set.of(),
                Map.of("files", "digest"),
                policy,
                new Approval.Presence(new Evidence("passphrase", "", "digest", NOW.minusSeconds(60))),
                NOW.minusSeconds(60),
                NOW.minusSeconds(60),
                until,
                OptionalInt.empty(),
                Grant.ownKeys(id, OWNER, clientId, agent, Optional.empty()));
    }

    static DelegationPolicy policy(int depth, Authority share, String... to) {
        return new DelegationPolicy(depth, List.of(to), NOW.plusSeconds(3600), share);
    }

    /** A configured client with its own credential. */
    static Receiver receiver(String client) {
        return new Receiver(
                new ClientId(client), Optional.empty(), Receiver.Proof.CREDENTIAL, Receiver.Known.CONFIGURED);
    }

    static Receiver on(String client, String device) {
        return new Receiver(
                new ClientId(client),
                Optional.of(new DeviceId(device)),
                Receiver.Proof.VOUCHED_KEY,
                Receiver.Known.ACQUAINTED);
    }

    static Chain longer(Chain chain, Grant child) {
        var grants = new java.util.ArrayList<>(chain.grants());
        grants.add(child);
        return new Chain(grants);
    }
}
