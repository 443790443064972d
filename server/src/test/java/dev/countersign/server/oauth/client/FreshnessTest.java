package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Duration of(Map<String, String> headers) {
        return Freshness.of(new HttpAnswer(200, headers, new byte[0]), NOW);
    }

    @Test
    void follows_the_cache_headers_between_five_minutes_and_a_day() { // MCP 2026-07-28 AS-13; DESIGN Clients
        assertThat(of(Map.of("cache-control", "public, max-age=3600"))).isEqualTo(Duration.ofHours(1));
        assertThat(of(Map.of("cache-control", "Max-Age=\"3600\""))).isEqualTo(Duration.ofHours(1));
        assertThat(of(Map.of("cache-control", "max-age=3600", "age", "600"))).isEqualTo(Duration.ofMinutes(50));
        assertThat(of(Map.of("cache-control", "max-age=1"))).isEqualTo(Duration.ofMinutes(5));
        assertThat(of(Map.of("cache-control", "max-age=99999999999"))).isEqualTo(Duration.ofHours(24));
        assertThat(of(Map.of("expires", "Sat, 21 Nov 2026 12:00:00 GMT"))).isEqualTo(Duration.ofHours(2));
        assertThat(of(Map.of("expires", "Sat, 21 Nov 2026 12:00:00 GMT", "date", "Sat, 21 Nov 2026 11:00:00 GMT")))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void keeps_the_least_when_nothing_or_nonsense_is_said() { // RFC 9111 §4.2.1
        assertThat(of(Map.of())).isEqualTo(Duration.ofMinutes(5));
        assertThat(of(Map.of("cache-control", "no-store, max-age=3600"))).isEqualTo(Duration.ofMinutes(5));
        assertThat(of(Map.of("cache-control", "max-age=soon"))).isEqualTo(Duration.ofMinutes(5));
        assertThat(of(Map.of("expires", "0"))).isEqualTo(Duration.ofMinutes(5));
    }
}
