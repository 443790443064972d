package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

// DESIGN section 1: granted = meet(owner's, asked, chosen).
class ChosenTest {
    private static final String NOTES = "http://localhost:8420/mcp/notes";
    private static final String FILES = "http://localhost:8420/mcp/files";
    // B1.5
    @Property
    void nothing_is_granted_beyond_the_owner_the_request_or_the_choice(
            @ForAll Access owner, @ForAll Access asked, @ForAll Access chosen, @ForAll Access call) {
        var granted = chosen(chosen, List.of(NOTES), Map.of())
                .granted(Authority.everything(NOTES, owner), asked(Scopes.of(asked), Optional.empty()));
        var permitted = granted.permits(tool(NOTES, "any", call));
        assertThat(permitted)
                .isEqualTo(call.compareTo(owner) <= 0 && call.compareTo(asked) <= 0 && call.compareTo(chosen) <= 0);
    }

    @Test // issue 2 point 7: no scope asked = all the owner may give
    void a_request_without_scope_leaves_the_level_to_the_human() {
        var granted = chosen(Access.WRITE, List.of(NOTES), Map.of())
                .granted(Authority.everything(NOTES, Access.DESTRUCTIVE), asked(Scopes.NONE, Optional.empty()));
        assertThat(granted.scopes()).containsExactly("mcp:read", "mcp:write");
    }

    @Test // DESIGN section 5: none sent = every tool of the chosen access, some = only those
    void single_tools_leave_everything_else_out() {
        var granted = chosen(Access.READ, List.of(NOTES, FILES), Map.of(NOTES, Set.of("read_note")))
                .granted(
                        Authority.of(
                                Authority.everything(NOTES, Access.READ)
                                        .permissions()
                                        .getFirst(),
                                Authority.everything(FILES, Access.READ)
                                        .permissions()
                                        .getFirst()),
                        asked(Scopes.NONE, Optional.empty()));
        assertThat(granted.permits(tool(NOTES, "read_note", Access.READ))).isTrue();
        assertThat(granted.permits(tool(NOTES, "list_notes", Access.READ))).isFalse();
        assertThat(granted.permits(tool(FILES, "read_file", Access.READ))).isFalse();
    }

    @Test // RFC 9396 §3: scope and authorization_details narrow each other
    void scope_and_details_narrow_each_other() {
        var details = AuthorizationDetails.parse(StrictJson.parse("[{\"type\":\"mcp\",\"locations\":[\"" + NOTES
                + "\"],\"actions\":[\"read\",\"write\"],\"tools\":[\"read_note\"]}]"));
        var granted = chosen(Access.DESTRUCTIVE, List.of(NOTES), Map.of())
                .granted(
                        Authority.everything(NOTES, Access.DESTRUCTIVE),
                        asked(Scopes.of(Access.READ), Optional.of(details)));
        assertThat(granted.permits(tool(NOTES, "read_note", Access.READ))).isTrue();
        assertThat(granted.permits(tool(NOTES, "read_note", Access.WRITE))).isFalse();
        assertThat(granted.permits(tool(NOTES, "list_notes", Access.READ))).isFalse();
    }

    @Test
    void a_resource_the_owner_has_nothing_at_grants_nothing() {
        var granted = chosen(Access.READ, List.of(FILES), Map.of())
                .granted(Authority.everything(NOTES, Access.READ), asked(Scopes.NONE, Optional.empty()));
        assertThat(granted.isNothing()).isTrue();
    }

    private static Chosen chosen(Access access, List<String> resources, Map<String, Set<String>> tools) {
        return new Chosen(access, resources, tools, Instant.MAX, DelegationPolicy.OFF, Set.of());
    }

    private static Asked asked(Scopes scopes, Optional<AuthorizationDetails> details) {
        return new Asked(
                new Asked.Asker("mcp-agent", "An MCP agent", Asked.Known.BUILT_IN, Optional.empty(), true),
                Optional.empty(),
                List.of(NOTES),
                scopes,
                details,
                Set.of());
    }

    private static Call tool(String location, String tool, Access access) {
        return Call.ofTool(location, tool, access, JsonNodeFactory.instance.objectNode());
    }
}
