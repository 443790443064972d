package dev.countersign.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.countersign.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MirroredHeadersTest {
    private static final JsonNode SCHEMA = StrictJson.parse("""
            {"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},
            "deep":{"type":"object","properties":{"count":{"type":"integer","x-mcp-header":"Count"}}},
            "plain":{"type":"string"}}}""");

    /** What is written is what the check on the other side wants (MCP 2026-07-28, streamable HTTP). */
    @Property(tries = 300)
    void what_is_written_passes_the_check(@ForAll @StringLength(max = 40) String name, @ForAll String region)
            throws Refusal {
        var arguments = Rpc.object().put("region", wellFormed(region)).put("plain", "x");
        arguments.putObject("deep").put("count", 7);
        var params = Rpc.object().put("name", wellFormed(name));
        params.set("arguments", arguments);
        Message.Request call = request(params);

        Map<String, String> headers = MirroredHeaders.of(call, SCHEMA);

        HttpFields.Mutable fields = HttpFields.build();
        headers.forEach(fields::add);
        Envelope envelope = Envelope.parse(StrictJson.write(call.json()));
        assertThatCode(() -> {
                    Mirrored.check(envelope, fields, Revision.R2026_07_28);
                    Mirrored.checkParams(call, fields, SCHEMA);
                })
                .doesNotThrowAnyException();
        assertThat(headers.values()).allSatisfy(value -> assertThat(value).matches("[ -~]*"));
    }

    @Test
    void what_has_no_mirror_gets_none() throws Refusal { // MCP 2026-07-28, streamable HTTP
        assertThat(MirroredHeaders.of(request(Rpc.object().put("name", "read")), null))
                .containsExactlyInAnyOrderEntriesOf(Map.of("Mcp-Method", "tools/call", "Mcp-Name", "read"));
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Message.Request request(JsonNode params) throws Refusal {
        JsonNode id = Rpc.object().numberNode(1);
        return new Message.Request(
                id, "tools/call", Rpc.request(id, "tools/call", (tools.jackson.databind.node.ObjectNode) params));
    }
}
