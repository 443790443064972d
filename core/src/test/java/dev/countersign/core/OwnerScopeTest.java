package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.authority.UnknownScope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerScopeTest {
    @Test
    void a_list_is_read_in_any_order_and_written_in_one() { // RFC 6749 §3.3
        var read = OwnerScope.parse("sessions:write  grants:read sessions:write offline_access");
        assertThat(read).containsExactly(OwnerScope.GRANTS_READ, OwnerScope.SESSIONS_WRITE);
        assertThat(OwnerScope.render(List.of(OwnerScope.SESSIONS_WRITE, OwnerScope.GRANTS_READ)))
                .isEqualTo("grants:read sessions:write");
        assertThat(OwnerScope.parse("")).isEmpty();
        assertThat(OwnerScope.render(Set.of())).isEmpty();
    }

    @Test
    void every_scope_reads_back_as_it_is_written() { // DESIGN section 5: /v1
        for (var scope : OwnerScope.values())
            assertThat(OwnerScope.parse(scope.wire())).containsExactly(scope);
    }

    @Test
    void no_scope_of_an_mcp_resource_is_one_of_the_owner_api() { // BEHAVIOURS A1.2: the kinds are never mixed
        assertThatThrownBy(() -> OwnerScope.parse("grants:read mcp:write"))
                .isInstanceOf(UnknownScope.class)
                .hasMessageContaining("grants:read");
    }

    @Test
    void none_of_them_gives() { // DESIGN: presence is the only source of new authority
        assertThat(OwnerScope.wireNames()).allMatch(name -> name.matches("[a-z]+:(read|write)"));
    }
}
