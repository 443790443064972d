package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.GrantId;
import dev.countersign.guard.Liveness;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What runs for a grant rests while the grant is suspended, and not for ever. */
class WatchTest {
    private static final GrantId REVOKED = new GrantId("gr_revoked");
    private static final GrantId SUSPENDED = new GrantId("gr_suspended");
    private static final Map<GrantId, Liveness.Answer> ANSWERS = Map.of(
            REVOKED, new Liveness.Answer.Dead("revoked"), SUSPENDED, new Liveness.Answer.Dead("suspended", true));

    private final Set<GrantId> ended = ConcurrentHashMap.newKeySet();

    private Watch watch(Duration rest) {
        return new Watch((grant, _) -> Objects.requireNonNull(ANSWERS.get(grant)), ANSWERS::keySet, ended::add, rest);
    }

    @Test
    void what_runs_for_a_suspended_grant_rests() throws Exception { // issue 7 §2: nobody reconnects
        try (Watch watch = watch(Duration.ofHours(1))) {
            assertThat(watch).isNotNull();
            StdioGatewayTest.eventually(() -> ended.contains(REVOKED));

            assertThat(ended).doesNotContain(SUSPENDED);
        }
    }

    @Test
    void it_ends_when_it_has_rested_for_long_enough() throws Exception { // DESIGN Gateway: bounded
        try (Watch watch = watch(Duration.ZERO)) {
            assertThat(watch).isNotNull();
            StdioGatewayTest.eventually(() -> ended.contains(SUSPENDED));
        }
    }
}
