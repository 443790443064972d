package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AskedTest {
    private static final Asked FULL = new Asked(
            Asked.Asker.of(BuiltIn.MCP_AGENT),
            Optional.of(new Asked.Redirect("http://localhost:51234/cb?x=1", Optional.of("s t\"ate"), "challenge")),
            List.of("http://localhost:8420/mcp/files"),
            Scopes.parse("mcp:write offline_access"),
            Optional.of(
                    AuthorizationDetails.parse(
                            StrictJson.parse(
                                    "[{\"type\":\"mcp\",\"locations\":[\"http://localhost:8420/mcp/files\"],\"actions\":[\"read\"]}]"))),
            Set.of());

    @Test
    void what_was_asked_reads_back_as_it_was_stored() { // DESIGN Consent: the digest covers the request
        assertThat(Asked.parse(FULL.json())).isEqualTo(FULL);
        assertThat(Asked.parse(FULL.json()).json()).isEqualTo(FULL.json());
        var bare = new Asked(
                FULL.asker(),
                Optional.empty(),
                List.of(),
                Scopes.NONE,
                Optional.empty(),
                Set.of(OwnerScope.GRANTS_READ, OwnerScope.SESSIONS_WRITE));
        assertThat(Asked.parse(bare.json())).isEqualTo(bare);
        var held = FULL.beyond(Asked.StepUp.from(new GrantId("gr_1")))
                .boundTo(new Asked.BoundKey("k".repeat(43), true))
                .proving(new Asked.HeldKey("h".repeat(43)));
        assertThat(Asked.parse(held.json())).isEqualTo(held);
    }

    @Test
    void the_highest_level_is_that_of_the_details_when_there_are_any() { // RFC 9396 §3.1
        assertThat(FULL.highest()).contains(Access.READ);
        assertThat(FULL.kind()).isEqualTo(TokenKind.CLIENT);
    }
}
