package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "mcp:read,mcp:read",
        "mcp:write,mcp:read mcp:write",
        "mcp:read mcp:write,mcp:read mcp:write",
        "offline_access mcp:destructive,mcp:read mcp:write mcp:destructive offline_access",
        "mcp:read  mcp:read ,mcp:read",
        "offline_access,offline_access"
    })
    void what_was_asked_is_rendered_with_all_it_implies(String asked, String rendered) { // DESIGN Authority; RS-09
        assertThat(Scopes.parse(asked).render()).isEqualTo(rendered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp:admin", "MCP:READ", "mcp:", "read", "mcp:read,mcp:write", "mcp:read\tmcp:write", "*"})
    void an_unknown_scope_is_refused_and_carried_along(String scope) { // RFC 6749 §3.3
        assertThatExceptionOfType(UnknownScope.class)
                .isThrownBy(() -> Scopes.parse("mcp:read " + scope))
                .satisfies(unknown -> assertThat(unknown.scope()).isEqualTo(scope));
    }

    @Test
    void a_higher_level_covers_a_lower_one() { // MCP 2026-07-28 RS-09
        assertThat(Scopes.of(Access.WRITE).covers(Scopes.of(Access.READ))).isTrue();
        assertThat(Scopes.of(Access.WRITE).covers(Scopes.of(Access.DESTRUCTIVE)))
                .isFalse();
        assertThat(Scopes.of(Access.WRITE).covers(Scopes.NONE)).isTrue();
        assertThat(Scopes.NONE.covers(Scopes.of(Access.READ))).isFalse();
        assertThat(Scopes.of(Access.WRITE).covers(Scopes.parse("mcp:read offline_access")))
                .isFalse();
        assertThat(Scopes.parse("mcp:read").and(Scopes.parse("mcp:write offline_access")))
                .isEqualTo(new Scopes(Optional.of(Access.WRITE), true));
    }

    @Test
    void each_level_has_one_scope() { // DESIGN Authority: scope names
        for (Access access : Access.values()) {
            assertThat(Access.ofScope(access.scope())).contains(access);
            assertThat(Access.ofWireName(access.wireName())).contains(access);
        }
        assertThat(Access.upTo(Access.WRITE)).containsExactly(Access.READ, Access.WRITE);
        assertThat(Access.ofScope("mcp:Read")).isEmpty();
    }
}
