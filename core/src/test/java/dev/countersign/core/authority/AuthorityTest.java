package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AuthorityTest {
    private static final String FILES = "https://h.example/mcp/files";
    private static final String MAIL = "https://h.example/mcp/mail";

    private static Call call(String tool, Access access, String arguments) {
        return Call.ofTool(FILES, tool, access, StrictJson.parse(arguments));
    }

    @Test
    void a_read_authority_permits_no_writing_tool() { // DESIGN Authority: actions
        Authority read = Authority.everything(FILES, Access.READ);
        assertThat(read.permits(call("read_file", Access.READ, "{}"))).isTrue();
        assertThat(read.explain(call("write_file", Access.WRITE, "{}")))
                .isEqualTo(new Decision.ActionNotGranted(Access.WRITE, Set.of(Access.READ)));
        assertThat(read.explain(call("drop", Access.DESTRUCTIVE, "{}")).permitted())
                .isFalse();
    }

    @Test
    void an_action_does_not_imply_a_lower_one() { // DESIGN Authority: actions is any subset
        Authority write =
                Authority.of(Permission.everything(FILES, Access.WRITE).withActions(Set.of(Access.WRITE)));
        assertThat(write.permits(call("write_file", Access.WRITE, "{}"))).isTrue();
        assertThat(write.permits(call("read_file", Access.READ, "{}"))).isFalse();
        assertThat(write.narrows(Authority.everything(FILES, Access.WRITE))).isTrue();
        assertThat(Authority.everything(FILES, Access.READ).narrows(write)).isFalse();
    }

    @Test
    void another_location_is_not_permitted() { // DESIGN Authority: locations
        Authority mail = Authority.everything(MAIL, Access.DESTRUCTIVE);
        assertThat(mail.explain(call("read_file", Access.READ, "{}")))
                .isEqualTo(new Decision.LocationNotGranted(FILES));
        assertThat(Authority.NONE.explain(call("read_file", Access.READ, "{}")).reason())
                .isEqualTo("Nothing is granted at https://h.example/mcp/files.");
    }

    @Test
    void single_tools_permit_these_tools_and_no_resources_or_prompts() { // DESIGN Authority: tools
        Authority one = Authority.of(Permission.everything(FILES, Access.READ).withTools(Set.of("read_file")));
        assertThat(one.permits(call("read_file", Access.READ, "{}"))).isTrue();
        assertThat(one.explain(call("list", Access.READ, "{}"))).isEqualTo(new Decision.ToolNotGranted("list"));
        assertThat(one.explain(Call.withoutTool(FILES, Access.READ))).isEqualTo(new Decision.OnlyToolsGranted());
        assertThat(Authority.everything(FILES, Access.READ).permits(Call.withoutTool(FILES, Access.READ)))
                .isTrue();
        assertThat(Authority.everything(FILES, Access.READ).permits(Call.withoutTool(FILES, Access.WRITE)))
                .isFalse();
    }

    @Test
    void permissions_do_not_add_up_within_one_call() { // DESIGN Authority: permits
        Permission reads = Permission.everything(FILES, Access.READ);
        Permission writes = Permission.everything(FILES, Access.WRITE)
                .withActions(Set.of(Access.WRITE))
                .withTools(Set.of("a"));
        Authority both = Authority.of(reads, writes);
        assertThat(both.permits(call("a", Access.WRITE, "{}"))).isTrue();
        assertThat(both.explain(call("b", Access.WRITE, "{}"))).isEqualTo(new Decision.ToolNotGranted("b"));
    }

    @Test
    void a_missing_argument_that_is_limited_is_not_permitted() { // DESIGN Authority: arguments
        Authority limited = Authority.of(Permission.everything(FILES, Access.READ)
                .limited("read_file", "/path", Constraint.Under.of("/srv/notes/")));
        assertThat(limited.permits(call("read_file", Access.READ, "{\"path\":\"/srv/notes/a\"}")))
                .isTrue();
        assertThat(limited.permits(call("other", Access.READ, "{}"))).isTrue();
        assertThat(limited.explain(call("read_file", Access.READ, "{\"Path\":\"/srv/notes/a\"}"))
                        .reason())
                .isEqualTo("The argument /path of the tool read_file is missing; "
                        + "it must be a plain absolute path under /srv/notes/.");
        assertThat(limited.explain(call("read_file", Access.READ, "{\"path\":\"/etc/secret\"}"))
                        .reason())
                .contains("must be a plain absolute path under /srv/notes/")
                .doesNotContain("secret");
    }

    @Test
    void limits_that_no_call_can_meet_take_the_tool_away() { // DESIGN Authority: one normal form
        Permission files = Permission.everything(FILES, Access.READ).withTools(Set.of("a", "b"));
        Authority left = Authority.of(files.limited("a", "/n", Constraint.Max.of(1)))
                .meet(Authority.of(files.limited("a", "/n", Constraint.Under.of("/"))));
        assertThat(left).isEqualTo(Authority.of(files.withTools(Set.of("b"))));
        assertThat(left.meet(Authority.of(files.withTools(Set.of("a"))))).isEqualTo(Authority.NONE);

        Permission all = Permission.everything(FILES, Access.READ);
        Authority withoutA = Authority.of(all.limited("a", "/n", Constraint.In.NOTHING));
        assertThat(withoutA).isEqualTo(Authority.of(all.limited("a", "/m", Constraint.In.NOTHING)));
        assertThat(withoutA.canonical()).contains("\"arguments\":{\"a\":{\"\":{\"in\":[]}}}");
        assertThat(withoutA.permits(call("a", Access.READ, "{\"n\":1}"))).isFalse();
        assertThat(withoutA.permits(call("b", Access.READ, "{\"n\":1}"))).isTrue();
    }

    @Test
    void the_normal_form_is_written_like_this() { // DESIGN Authority: one normal form
        Permission permission = Permission.everything("HTTPS://H.example/mcp/files", Access.WRITE)
                .withTools(Set.of("write_file", "read_file"))
                .limited("read_file", "/path", Constraint.Under.of("/srv/notes"))
                .limited("gone", "/x", Constraint.Max.of(3));
        Authority two = Authority.of(
                permission,
                new Permission(MAIL, permission.actions(), permission.tools(), permission.arguments()),
                permission.withActions(Set.of(Access.READ)));
        assertThat(two.canonical())
                .isEqualTo("[{\"actions\":[\"read\",\"write\"],"
                        + "\"arguments\":{\"read_file\":{\"/path\":{\"under\":[\"/srv/notes/\"]}}},"
                        + "\"locations\":[\"https://h.example/mcp/files\",\"https://h.example/mcp/mail\"],"
                        + "\"tools\":[\"read_file\",\"write_file\"],\"type\":\"mcp\"}]");
        assertThat(two.locations()).containsExactly(FILES, MAIL);
    }

    @Test
    void scopes_never_claim_an_action_that_is_not_granted() { // DESIGN Authority: granted scope strings
        assertThat(Authority.NONE.scopes()).isEmpty();
        assertThat(Authority.everything(FILES, Access.READ).scopes()).containsExactly("mcp:read");
        assertThat(Authority.everything(FILES, Access.DESTRUCTIVE).scopes())
                .containsExactly("mcp:read", "mcp:write", "mcp:destructive");
        Permission writeOnly = Permission.everything(FILES, Access.READ).withActions(Set.of(Access.WRITE));
        assertThat(Authority.of(writeOnly).scopes()).isEmpty();
        assertThat(Authority.of(writeOnly, Permission.everything(MAIL, Access.READ))
                        .scopes())
                .containsExactly("mcp:read", "mcp:write");
    }

    @Test
    void a_call_without_an_object_of_arguments_cannot_be_judged() { // DESIGN: fail closed
        assertThatIllegalArgumentException().isThrownBy(() -> call("a", Access.READ, "[1]"));
    }

    @Test
    @Timeout(60)
    void a_meet_beyond_the_limits_is_told_and_hostile_ones_are_not_computed() { // DESIGN Authority: limits
        List<Permission> left = new ArrayList<>();
        List<Permission> right = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Permission all = Permission.everything(FILES, Access.READ);
            left.add(all.limited("t", "/p", Constraint.Under.of("/" + i)));
            right.add(all.limited("t", "/q", Constraint.In.strings("" + i)));
        }
        Authority a = Authority.of(left).requireWithinLimits();
        Authority b = Authority.of(right).requireWithinLimits();
        // More than 4000 pairs: refused by their number, before the work is done.
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> a.meet(b));

        Authority some = Authority.of(left.subList(0, 10)).meet(Authority.of(right.subList(0, 10)));
        assertThat(some.permissions()).hasSize(100);
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(some::requireWithinLimits)
                .withMessageContaining("write 0 to 64");
    }
}
