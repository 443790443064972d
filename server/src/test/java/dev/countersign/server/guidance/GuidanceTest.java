package dev.countersign.server.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    private static final URI ISSUER = URI.create("https://auth.example");

    @Test
    void it_says_who_goes_which_way_and_that_bearers_are_not_pasted() { // BEHAVIOURS A1.19 A1.27, issue 3 §10
        for (String text : both(true)) {
            assertThat(text)
                    .contains("PKCE", "S256", "owner-level local automation for", "https://auth.example")
                    .containsIgnoringCase("never")
                    .doesNotContain("localhost");
        }
        assertThat(new Guidance(ISSUER, true).overview())
                .contains("sandbox, container, SSH", "client token", "paste a token into a chat")
                .contains("`resource` with `scope` or `authorization_details`");
    }

    @Test
    void an_owners_credential_is_never_a_way_into_mcp() { // BEHAVIOURS A1.21 A1.22
        assertThat(new Guidance(ISSUER, true).overview())
                .contains("/mcp refuses owner tokens by design", "not how an MCP client is set up");
    }

    @Test
    void switched_off_the_device_grant_leaves_no_trace() { // issue 3 §4
        for (String text : both(false)) {
            assertThat(text).doesNotContainIgnoringCase("device").doesNotContain("owner_agent", "user code", "8628");
        }
    }

    private static String[] both(boolean device) {
        var guidance = new Guidance(ISSUER, device);
        return new String[] {guidance.overview(), guidance.skill()};
    }
}
