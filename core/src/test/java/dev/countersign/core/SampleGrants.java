package dev.countersign.core;

import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Grants of which a test says what matters to it, and nothing else is remarkable: configured, to an agent without a key, for an hour. */
public final class SampleGrants {
    private SampleGrants() {}

    /** A root grant of the owner ada's. */
    public static Grant adas(String id, Authority authority, Instant approved) {
        return of(id, new Subject.Owner(new OwnerId("ow_ada")), authority, approved);
    }

    /** A root grant to the client {@code client-ID}. */
    public static Grant of(String id, Subject subject, Authority authority, Instant approved) {
        var grant = new GrantId(id);
        var client = new ClientId("client-" + id);
        var agent = AgentId.of(client, Optional.empty());
        return new Grant(
                grant,
                grant,
                Optional.empty(),
                subject,
                client,
                agent,
                Optional.empty(),
                TokenKind.CLIENT,
                authority,
                Set.of(),
                Map.of(),
                DelegationPolicy.OFF,
                new Approval.Configured("digest"),
                approved,
                approved,
                approved.plusSeconds(3600),
                OptionalInt.empty(),
                Grant.ownKeys(grant, subject, client, agent, Optional.empty()));
    }
}
