package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example/client.json",
                "HTTPS://app.example/client.json",
                "https://app.example",
                "https://app.example?x=1",
                "https:///client.json",
                "https://user@app.example/client.json",
                "https://user:pw@app.example/client.json",
                "https://app.example/client.json#me",
                "https://app.example/client.json#",
                "https://app.example/./client.json",
                "https://app.example/a/../client.json",
                "https://app.example/a/%2e%2E/client.json",
                "https://app.example/..",
                "https://app.example:8443/client.json",
                "https://app.example:80/client.json",
                "https://app.example/cli ent.json",
                "https://app.example/cli\nent.json",
                "https://app.example/clïent.json",
                "https://app_example/client.json",
                "https://app.example/%zz"
            })
    void refuses_what_is_no_lawful_document_address(String clientId) { // CIMD draft §3
        assertThatThrownBy(() -> DocumentUrl.parse(clientId, false)).isInstanceOf(UnresolvedClient.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/client.json",
                "https://app.example/",
                "https://app.example:443/client.json",
                "https://app.example/a..b/.well-known/c",
                "https://app.example/client?version=2",
                "https://APP.example/client.json"
            })
    void takes_lawful_addresses_and_keeps_their_text(String clientId) { // CIMD draft §3
        assertThat(DocumentUrl.parse(clientId, false).text()).isEqualTo(clientId);
    }

    @Test
    void other_ports_are_for_documents_on_this_computer() { // CIMD draft §6.5
        assertThat(DocumentUrl.parse("https://localhost:9443/c", true).port()).isEqualTo(9443);
    }
}
