package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static final String METADATA = "https://h.example/.well-known/oauth-protected-resource/mcp/files";

    @Test // RFC 6750 §3.1, MCP 2026-07-28 RS-02, RS-03, RS-10
    void without_credentials_there_is_no_error_and_every_scope_that_can_be_asked_for() {
        assertThat(Challenge.unauthenticated(METADATA).header())
                .isEqualTo(
                        "Bearer scope=\"mcp:read mcp:write mcp:destructive\", resource_metadata=\"" + METADATA + "\"");
    }

    @Test // MCP 2026-07-28 RS-07, RS-08
    void what_is_needed_is_named_with_all_it_implies() {
        assertThat(Challenge.insufficientScope(Access.WRITE, "Needs write.", METADATA)
                        .header())
                .isEqualTo("Bearer error=\"insufficient_scope\", error_description=\"Needs write.\","
                        + " scope=\"mcp:read mcp:write\", resource_metadata=\"" + METADATA + "\"");
    }

    @Test // RFC 6750 §3: characters of a header
    void what_others_wrote_cannot_break_out_of_the_header() {
        String header =
                Challenge.invalidToken("a\"b\\c\r\nX: y\u00e9", METADATA).header();
        assertThat(header).contains("error_description=\"a'b'c??X: y?\"").doesNotContain("\r", "\n");
    }
}
