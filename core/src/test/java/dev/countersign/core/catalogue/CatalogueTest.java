package dev.countersign.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CatalogueTest {
    private static final Classification TRUST = new Classification(Map.of(), true);

    // DESIGN Gateway: class from annotations with MCP's own defaults
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"readOnlyHint\":true}                           | READ        | ANNOTATIONS",
                "{\"readOnlyHint\":true,\"destructiveHint\":true}  | READ        | ANNOTATIONS",
                "{\"destructiveHint\":false}                       | WRITE       | ANNOTATIONS",
                "{\"destructiveHint\":true}                        | DESTRUCTIVE | ANNOTATIONS",
                "{\"readOnlyHint\":false}                          | DESTRUCTIVE | ANNOTATIONS",
                "{}                                                | DESTRUCTIVE | ANNOTATIONS",
                "{\"readOnlyHint\":\"true\"}                       | DESTRUCTIVE | ANNOTATIONS",
                "null                                              | WRITE       | UNCLASSIFIED"
            })
    void annotations_classify_a_tool(String annotations, Access access, ClassSource source) {
        Catalogue catalogue =
                Catalogue.of("s", definitions("{\"name\":\"t\",\"annotations\":" + annotations + "}"), TRUST);
        assertThat(catalogue.tool("t")).hasValueSatisfying(t -> {
            assertThat(t.access()).isEqualTo(access);
            assertThat(t.source()).isEqualTo(source);
        });
    }

    // DESIGN Authority: 256 tools, each named; Ledger: every call is an entry
    @Test
    void what_no_authority_can_name_is_no_tool() {
        String longest = "n".repeat(Tool.MAX_NAME);
        Catalogue catalogue = Catalogue.of(
                "s",
                definitions(
                        "{\"name\":\"" + longest + "\"}",
                        "{\"name\":\"" + longest + "n\"}",
                        "{\"name\":\"a\\nb\"}",
                        "{\"name\":\"\"}"),
                TRUST);
        assertThat(catalogue.tools()).extracting(Tool::name).containsExactly(longest);
        Authority.of(Permission.everything("https://h/mcp", Access.READ).withTools(List.of(longest)))
                .requireWithinLimits();
    }

    // DESIGN Gateway: class from the operator first; annotations: ignore = unclassified
    @Test
    void the_operator_is_asked_before_the_annotations_which_may_be_ignored() {
        String definition = "{\"name\":\"t\",\"annotations\":{\"readOnlyHint\":true}}";
        Classification operator = new Classification(Map.of("t", Access.DESTRUCTIVE), true);
        Classification ignore = new Classification(Map.of(), false);
        assertThat(Catalogue.of("s", definitions(definition), operator)
                        .tool("t")
                        .orElseThrow())
                .returns(Access.DESTRUCTIVE, Tool::access)
                .returns(ClassSource.OPERATOR, Tool::source);
        assertThat(Catalogue.of("s", definitions(definition), ignore).tool("t").orElseThrow())
                .returns(Access.WRITE, Tool::access)
                .returns(ClassSource.UNCLASSIFIED, Tool::source);
    }

    // DESIGN vocabulary: a catalogue is content-addressed
    @Test
    void the_digest_names_the_content_and_not_its_order_or_spelling() {
        Catalogue one = Catalogue.of("s", definitions("{\"name\":\"a\",\"x\":1.0}", "{\"name\":\"b\"}"), TRUST);
        Catalogue two = Catalogue.of("s", definitions("{\"name\":\"b\"}", "{ \"x\" : 1, \"name\":\"a\"}"), TRUST);
        Catalogue changed = Catalogue.of("s", definitions("{\"name\":\"a\",\"x\":2}", "{\"name\":\"b\"}"), TRUST);
        assertThat(one.digest()).isEqualTo(two.digest()).isNotEqualTo(changed.digest());
        assertThat(Catalogue.parse(one.canonical())).isEqualTo(one);
        assertThat(one.digest())
                .isNotEqualTo(Catalogue.of("other", definitions("{\"name\":\"a\",\"x\":1}", "{\"name\":\"b\"}"), TRUST)
                        .digest());
    }

    // DESIGN Gateway: a changed class is a changed catalogue
    @Test
    void a_changed_class_changes_the_digest() {
        List<JsonNode> tool = definitions("{\"name\":\"a\"}");
        Classification stricter = new Classification(Map.of("a", Access.DESTRUCTIVE), true);
        assertThat(Catalogue.of("s", tool, TRUST).digest())
                .isNotEqualTo(Catalogue.of("s", tool, stricter).digest());
    }

    // DESIGN Gateway: fails closed
    @Test
    void a_server_that_lists_a_name_twice_has_no_catalogue() {
        assertThatThrownBy(() -> Catalogue.of("s", definitions("{\"name\":\"a\"}", "{\"name\":\"a\",\"x\":1}"), TRUST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\" twice");
    }

    private static List<JsonNode> definitions(String... json) {
        return Stream.of(json).map(StrictJson::parse).toList();
    }
}
