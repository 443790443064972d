package dev.countersign.gateway.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StderrLogTest {
    @Test // issue 2 point 11: no secret is ever logged
    void configured_values_and_control_characters_are_taken_out() {
        StderrLog log = new StderrLog("s", List.of("s3cr3t-value", "on"));
        String line = new String(
                "token s3cr3t-value is on \u001b[31mé".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(log.clean(line)).isEqualTo("token [redacted] is on  [31mé");
        assertThat(log.clean("x".repeat(2000))).hasSize(StderrLog.MAX_CHARS + 1);
    }
}
