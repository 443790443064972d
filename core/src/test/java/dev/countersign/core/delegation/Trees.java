package dev.countersign.core.delegation;

import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Grants to hang others from. */
final class Trees {
    static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
    static final Subject OWNER = new Subject.Owner(new OwnerId("ow_ada"));

    private Trees() {}

    static Grant root(String client, Authority authority, Instant until, DelegationPolicy policy) {
        var approved = NOW.minusSeconds(60);
        var approval = new Approval.Presence(new Evidence("passphrase", "", "digest", approved));
        return Grant.of(new GrantId("gr_root"), OWNER, new ClientId(client), approval, approved, until)
                .authority(authority)
                .catalogues(Map.of("files", "digest"))
                .delegation(policy)
                .build();
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
