package dev.countersign.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.server.fuzz.Soon;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The configuration, YAML or JSON: read, or refused with the place and the fix. */
class ConfigFuzzTest {
    @FuzzTest(maxDuration = "2m") // issue 4: bad input; DESIGN 5: validated at start with the line and the fix
    void configuration(byte[] input) {
        Soon.done(() -> {
            try {
                assertThat(Config.parse("fuzz", new String(input, StandardCharsets.UTF_8), Map.of())
                                .listenPort())
                        .isPositive();
            } catch (ConfigException refused) {
                assertThat(refused).hasMessageStartingWith("fuzz");
            }
        });
    }
}
