package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.oauth.Resources.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
    private static final Resources RESOURCES =
            new Resources("https://h.example", List.of("files"), Map.of("https://notes.example/mcp/", "Notes"));

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://h.example/mcp,         https://h.example/mcp
            https://h.example/mcp/,        https://h.example/mcp
            HTTPS://H.Example/mcp,         https://h.example/mcp
            https://h.example:443/mcp,     https://h.example/mcp
            https://h.example,             https://h.example/mcp
            https://h.example/,            https://h.example/mcp
            https://h.example/mcp/files,   https://h.example/mcp/files
            https://h.example/v1,          https://h.example/v1
            https://notes.example/mcp,     https://notes.example/mcp/
            """)
    void usual_spellings_mean_the_one_resource(String asked, String id) { // MCP 2026-07-28 RS-13, RFC 8707 §2
        assertThat(RESOURCES.find(asked).map(Resource::id)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/mcp",
                "mcp",
                "https://h.example/mcp#",
                "https://h.example/mcp#x",
                "https://h.example/mcp//",
                "https://h.example/MCP",
                "https://h.example/mcp/other",
                "https://h.example/mcp?x=1",
                "https://h.example:8443/mcp",
                "http://h.example/mcp",
                "https://user@h.example/mcp",
                "https://h.example.evil/mcp",
                "urn:x"
            })
    void everything_else_is_unknown(String asked) { // RFC 8707 §2: absolute, no fragment
        assertThat(RESOURCES.find(asked)).isEmpty();
    }
}
