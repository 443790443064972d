package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class CallbackTest {
    private static ServerMetadata server(boolean saysIssuer) {
        return new ServerMetadata(
                "https://as.example",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("authorization_response_iss_parameter_supported", saysIssuer));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 'code=c&iss=https%3A%2F%2Fas.example', true",
        "true, 'code=c', false",
        "false, 'code=c', true",
        "false, 'code=c&iss=https%3A%2F%2Fas.example', true",
        "false, 'code=c&iss=https%3A%2F%2Fas.example%2F', false",
        "true, 'code=c&iss=https%3A%2F%2Fevil.example', false"
    })
    void the_issuer_of_the_answer_is_checked(boolean promised, String query, boolean taken)
            throws LoginException { // RFC 9207 §2.4, MCP CL-05
        Callback callback = Callback.ofQuery(query);
        if (taken) {
            assertThat(callback.code(server(promised))).isEqualTo("c");
        } else {
            assertThatThrownBy(() -> callback.code(server(promised))).hasMessageContaining("does not come from");
        }
    }

    @Test
    void what_another_server_says_is_not_repeated() { // MCP CL-05
        assertThatThrownBy(() -> Callback.ofQuery("error=x&error_description=call+this+number&iss=https://evil.example")
                        .code(server(true)))
                .hasMessageNotContaining("call this number");
    }

    @Test
    void a_pasted_address_is_read_whole_or_by_its_query() { // issue 3 §6
        assertThat(Callback.ofPasted("  http://127.0.0.1:9/callback?state=s&code=a%2Bb \n")
                        .parameters())
                .containsEntry("state", "s")
                .containsEntry("code", "a+b");
        assertThat(Callback.ofPasted("state=s&code=c").isFor("s")).isTrue();
        assertThat(Callback.ofPasted("hello").isFor("s")).isFalse();
    }

    @Test
    void a_repeated_parameter_means_nothing() { // RFC 6749 §3.1
        assertThat(Callback.ofQuery("state=s&state=s&code=c").isFor("s")).isFalse();
    }
}
