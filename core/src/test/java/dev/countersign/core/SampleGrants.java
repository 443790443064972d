package dev.countersign.core;

import dev.countersign.core.authority.Authority;
import java.time.Instant;

/** Grants of which a test says what matters to it, and nothing else is remarkable: configured, to an agent without a key, for an hour. */
public final class SampleGrants {
    private SampleGrants() {}

    /** A root grant of the owner ada's. */
    public static Grant adas(String id, Authority authority, Instant approved) {
        return of(id, new Subject.Owner(new OwnerId("ow_ada")), authority, approved);
    }

    /** A root grant to the client {@code client-ID}. */
    public static Grant of(String id, Subject subject, Authority authority, Instant approved) {
        return Grant.of(
                        new GrantId(id),
                        subject,
                        new ClientId("client-" + id),
                        new Approval.Configured("digest"),
                        approved,
                        approved.plusSeconds(3600))
                .authority(authority)
                .build();
    }
}
