package dev.countersign.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.doctor.Finding.Level;
import dev.countersign.cli.login.Answer;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the doctor makes of what it sees; issue 3.8. */
class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @ParameterizedTest // issue 3, proof: clock skewed by ±90 s
    @CsvSource({"0, OK", "-4, OK", "12, WARN", "90, FAIL", "-90, FAIL"})
    void clocks_that_are_apart_are_told(int seconds, Level level) {
        Answer answer = answer(
                401,
                Map.of(
                        "Date",
                        List.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                NOW.plusSeconds(seconds).atOffset(ZoneOffset.UTC)))));

        Finding finding = Transport.clock(answer, NOW);

        assertThat(finding.level()).as(finding.said()).isEqualTo(level);
    }

    @ParameterizedTest // issue 3.8: passkeys possible or why not; DESIGN 5: an IP issuer is accepted, passkeys are off
    @CsvSource({
        "https://agents.example, OK",
        "http://localhost:8420, OK",
        "http://127.0.0.1:8420, WARN",
        "https://[::1]:8420, WARN",
        "http://agents.example, WARN"
    })
    void passkeys_need_a_name_and_a_secure_page(String issuer, Level level) {
        Finding finding = Operator.passkeys(issuer, Optional.empty());

        assertThat(finding.level()).as(finding.said()).isEqualTo(level);
    }

    @Test // RFC 9728 §5.1
    void an_answer_without_a_challenge_fails() {
        assertThat(Documents.challenge(java.net.URI.create("https://h/mcp"), answer(200, Map.of()))
                        .level())
                .isEqualTo(Level.FAIL);
        assertThat(Documents.challenge(java.net.URI.create("https://h/mcp"), answer(401, Map.of()))
                        .said())
                .contains("without resource_metadata");
    }

    @Test // issue 3.8: backups
    void an_old_backup_and_none_are_warned_of() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("store", "SQLite");
        assertThat(Operator.backups(Optional.of(facts), NOW).level()).isEqualTo(Level.WARN);
        facts.put("last_backup", NOW.minus(Duration.ofDays(1)).toString());
        assertThat(Operator.backups(Optional.of(facts), NOW).level()).isEqualTo(Level.OK);
        facts.put("last_backup", NOW.minus(Duration.ofDays(8)).toString());
        assertThat(Operator.backups(Optional.of(facts), NOW).level()).isEqualTo(Level.WARN);
        assertThat(Operator.backups(Optional.empty(), NOW).level()).isEqualTo(Level.SKIPPED);
    }

    private static Answer answer(int status, Map<String, List<String>> headers) {
        return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), new byte[0]);
    }
}
