package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.core.json.StrictJson;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationDetailsTest {
    private static final String FILES = "https://h.example/mcp/files";

    private static AuthorizationDetails parse(String text) {
        return AuthorizationDetails.parse(StrictJson.parse(text));
    }

    private static String object(String more) {
        return "{\"type\":\"mcp\",\"locations\":[\"" + FILES + "\"],\"actions\":[\"read\"]" + more + "}";
    }

    @Test
    void the_example_of_the_design_is_read() { // DESIGN Authority
        AuthorizationDetails details = parse("""
                [{ "type": "mcp", "locations": ["https://h/mcp/files"], "actions": ["read", "write"], "tools": ["read_file"],
                   "arguments": { "read_file": { "/path": { "under": ["/srv/notes/"] } } } }]""");
        assertThat(details.authority())
                .isEqualTo(Authority.of(Permission.everything("https://h/mcp/files", Access.WRITE)
                        .withTools(Set.of("read_file"))
                        .limited("read_file", "/path", Constraint.Under.of("/srv/notes"))));
        assertThat(details.delegation()).isEmpty();
        assertThat(parse("[]").authority()).isEqualTo(Authority.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | ``",
                "[1] | /0",
                "[{}] | /0",
                "[{\"type\":\"payment\"}] | /0/type",
                "[{\"type\":7}] | /0/type",
                "[{\"type\":\"mcp\",\"locations\":[\"https://h/\"]}] | /0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"]}] | /0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[]}] | /0/locations",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":\"https://h/\"}] | /0/locations",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[\"/mcp\"]}] | /0/locations/0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[\"https://h/#f\"]}] | /0/locations/0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[\"https://u@h/\"]}] | /0/locations/0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[\"https://h/\\u00e9\"]}] | /0/locations/0",
                "[{\"type\":\"mcp\",\"actions\":[],\"locations\":[\"https://h/\"]}] | /0/actions",
                "[{\"type\":\"mcp\",\"actions\":[\"READ\"],\"locations\":[\"https://h/\"]}] | /0/actions/0",
                "[{\"type\":\"mcp\",\"actions\":[\"read\",null],\"locations\":[\"https://h/\"]}] | /0/actions/1"
            })
    void a_wrong_member_is_refused_and_named(String text, String path) { // RFC 9396 §5
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse(text))
                .satisfies(refused -> assertThat(refused.path()).isEqualTo(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"resource\":\"x\" | /0/resource",
                "\"a/b~c\":1 | /0/a~1b~0c",
                "\"tools\":[] | /0/tools",
                "\"tools\":null | /0/tools",
                "\"tools\":[\"\"] | /0/tools/0",
                "\"tools\":[\"a\\n\"] | /0/tools/0",
                "\"tools\":{\"a\":1} | /0/tools",
                "\"arguments\":{} | /0/arguments",
                "\"arguments\":{\"\":{\"/p\":{\"max\":1}}} | /0/arguments/",
                "\"arguments\":{\"t\":{}} | /0/arguments/t",
                "\"arguments\":{\"t\":{\"p\":{\"max\":1}}} | /0/arguments/t/p",
                "\"arguments\":{\"t\":{\"/p\":{}}} | /0/arguments/t/~1p",
                "\"arguments\":{\"t\":{\"/p\":{\"max\":1,\"in\":[1]}}} | /0/arguments/t/~1p",
                "\"arguments\":{\"t\":{\"/p\":{\"matches\":\".*\"}}} | /0/arguments/t/~1p/matches",
                "\"arguments\":{\"t\":{\"/p\":{\"max\":\"1\"}}} | /0/arguments/t/~1p/max",
                "\"arguments\":{\"t\":{\"/p\":{\"max\":9007199254740993}}} | /0/arguments/t/~1p/max",
                "\"arguments\":{\"t\":{\"/p\":{\"max\":1e400}}} | ``",
                "\"arguments\":{\"t\":{\"/p\":{\"in\":1}}} | /0/arguments/t/~1p/in",
                "\"arguments\":{\"t\":{\"/p\":{\"in\":[1,9007199254740993]}}} | /0/arguments/t/~1p/in/1",
                "\"arguments\":{\"t\":{\"/p\":{\"under\":[]}}} | /0/arguments/t/~1p/under",
                "\"arguments\":{\"t\":{\"/p\":{\"under\":[\"/a\",\"../b\"]}}} | /0/arguments/t/~1p/under/1",
                "\"arguments\":{\"t\":{\"/p\":{\"under\":\"/a\"}}} | /0/arguments/t/~1p/under",
                "\"delegate\":true | /0/delegate",
                "\"delegate\":{\"depth\":1} | /0/delegate",
                "\"delegate\":{\"to\":\"any\"} | /0/delegate",
                "\"delegate\":{\"depth\":0,\"to\":\"any\"} | /0/delegate/depth",
                "\"delegate\":{\"depth\":1.5,\"to\":\"any\"} | /0/delegate/depth",
                "\"delegate\":{\"depth\":17,\"to\":\"any\"} | /0/delegate/depth",
                "\"delegate\":{\"depth\":1,\"to\":\"all\"} | /0/delegate/to",
                "\"delegate\":{\"depth\":1,\"to\":[]} | /0/delegate/to",
                "\"delegate\":{\"depth\":1,\"to\":[\"a\",\"any\"]} | /0/delegate/to/1",
                "\"arguments\":{\"a\\u007fb\":{\"/p\":{\"max\":1}}} | /0/arguments/a\u007fb",
                "\"delegate\":{\"depth\":1,\"to\":\"any\",\"until\":\"P1D\"} | /0/delegate/until"
            })
    void a_wrong_optional_member_is_refused_and_named(String member, String path) { // RFC 9396 §5
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse("[" + object("," + member) + "]"))
                .satisfies(refused -> assertThat(refused.path()).isEqualTo(path));
    }

    @Test
    void the_refusal_can_stand_in_an_error_description() { // RFC 6749 §5.2
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() ->
                        parse("[" + object(",\"tools\":[\"\\u0007\\\"\\\\\u00e9" + "x".repeat(200) + "\"]") + "]"))
                .satisfies(refused -> assertThat(refused.getMessage())
                        .matches("[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]{1,300}")
                        .startsWith("authorization_details at /0/tools/0: saw "));
    }

    @Test
    void sixty_four_permissions_are_read_and_sixty_five_are_not() { // DESIGN Authority: limits
        assertThat(parse(locations(64)).authority().permissions()).hasSize(64);
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> parse(locations(65)));
        String objects = IntStream.range(0, 65).mapToObj(_ -> object("")).collect(Collectors.joining(",", "[", "]"));
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> parse(objects));
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse("[" + locations(40).replaceAll("^\\[|]$", "") + ","
                        + locations(40).replaceAll("^\\[|]$", "") + "]"));
    }

    private static String locations(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"https://h/" + i + "\"")
                .collect(Collectors.joining(",", "[{\"type\":\"mcp\",\"actions\":[\"read\"],\"locations\":[", "]}]"));
    }

    @Test
    void two_hundred_and_fifty_six_tools_are_read_and_more_are_not() { // DESIGN Authority: limits
        assertThat(parse("[" + object(tools(0, 256)) + "]").authority().isNothing())
                .isFalse();
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> parse("[" + object(tools(0, 257)) + "]"));
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse("[" + object(tools(0, 200)) + "," + object(tools(200, 257)) + "]"))
                .withMessageContaining("257 tools");
    }

    private static String tools(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "\"t" + i + "\"")
                .collect(Collectors.joining(",", ",\"tools\":[", "]"));
    }

    @Test
    void eight_kilobytes_are_read_and_one_byte_more_is_not() { // DESIGN Authority: limits
        int rest = Authority.MAX_BYTES
                - parse("[" + object(long8k(1)) + "]").authority().canonical().length();
        assertThat(parse("[" + object(long8k(1 + rest)) + "]").authority().canonical())
                .hasSize(8192);
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse("[" + object(long8k(2 + rest)) + "]"))
                .withMessageContaining("8193 bytes");
    }

    private static String long8k(int length) {
        return ",\"arguments\":{\"t\":{\"/p\":{\"in\":[\"" + "x".repeat(length) + "\"]}}}";
    }

    @Test
    void pointers_and_values_are_bounded() { // DESIGN Authority: limits
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> parse("[" + object(pointers(17)) + "]"));
        assertThat(parse("[" + object(pointers(16)) + "]").authority().isNothing())
                .isFalse();
        String values = IntStream.range(0, 65).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(
                        () -> parse("[" + object(",\"arguments\":{\"t\":{\"/p\":{\"in\":[" + values + "]}}}") + "]"));
    }

    private static String pointers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"/p" + i + "\":{\"max\":1}")
                .collect(Collectors.joining(",", ",\"arguments\":{\"t\":{", "}}"));
    }

    @Test
    void the_wish_to_delegate_stands_beside_the_authority() { // DESIGN Authority: delegate
        AuthorizationDetails details = parse("[" + object(",\"delegate\":{\"depth\":2,\"to\":[\"b\",\"a\"]}") + "]");
        assertThat(details.authority()).isEqualTo(Authority.everything(FILES, Access.READ));
        assertThat(details.delegation()).contains(new DelegationRequest(2, Recipients.of(Set.of("a", "b"))));
        assertThat(parse(StrictJson.writeString(details.toJson()))).isEqualTo(details);
        assertThatExceptionOfType(InvalidAuthority.class).isThrownBy(() -> Authority.parse(details.toJson()));
    }

    @Test
    void objects_that_disagree_on_delegation_are_refused() { // DESIGN Authority: delegate
        String any = ",\"delegate\":{\"depth\":2,\"to\":\"any\"}";
        assertThat(parse("[" + object(any) + "," + object(any) + "]").delegation())
                .isPresent();
        assertThatExceptionOfType(InvalidAuthority.class)
                .isThrownBy(() -> parse("[" + object(any) + "," + object("") + "]"));
    }

    @Test
    void delegation_narrows_by_depth_and_receivers() { // DESIGN Delegation
        DelegationRequest any = new DelegationRequest(3, new Recipients.Any());
        DelegationRequest two = new DelegationRequest(4, Recipients.of(Set.of("a", "b")));
        DelegationRequest both = new DelegationRequest(3, Recipients.of(Set.of("a", "b")));
        assertThat(any.meet(two)).contains(both).isEqualTo(two.meet(any));
        assertThat(both.narrows(any) && both.narrows(two)).isTrue();
        assertThat(any.narrows(two) || two.narrows(any)).isFalse();
        assertThat(two.meet(new DelegationRequest(1, Recipients.of(Set.of("c")))))
                .isEmpty();

        Authority files = Authority.everything(FILES, Access.READ);
        AuthorizationDetails with = new AuthorizationDetails(files, Optional.of(any));
        AuthorizationDetails without = new AuthorizationDetails(files, Optional.empty());
        assertThat(with.meet(without)).isEqualTo(without);
        assertThat(without.narrows(with)).isTrue();
        assertThat(with.narrows(without)).isFalse();
        assertThat(with.narrows(with)).isTrue();
    }
}
