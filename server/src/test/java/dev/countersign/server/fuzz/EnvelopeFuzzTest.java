package dev.countersign.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Mirrored;
import dev.countersign.gateway.wire.MirroredHeaders;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.databind.JsonNode;

/** What comes at a gateway: headers, an empty line, a JSON-RPC body. */
class EnvelopeFuzzTest {
    private static final JsonNode SCHEMA = StrictJson.parse(
            "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"x-mcp-header\":\"Path\"}}}");

    @FuzzTest(maxDuration = "2m") // issue 4: bad input; DESIGN Gateway: a body is parsed once, strictly
    void message(byte[] input) {
        Soon.done(() -> {
            var split = new String(input, StandardCharsets.ISO_8859_1).indexOf("\n\n");
            var headers = split < 0 ? "" : new String(input, 0, split, StandardCharsets.UTF_8);
            read(headers(headers), split < 0 ? input : Arrays.copyOfRange(input, split + 2, input.length));
        });
    }

    private static HttpFields headers(String text) {
        var fields = HttpFields.build();
        text.lines().limit(20).forEach(line -> {
            var colon = line.indexOf(':');
            // Jetty's own parser lets no other names through.
            if (colon > 0 && line.substring(0, colon).matches("[A-Za-z0-9-]+")) {
                fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields.asImmutable();
    }

    private static void read(HttpFields headers, byte[] body) {
        try {
            var envelope = Envelope.parse(body);
            var revision = Protocol.of(envelope, headers, null, List.of(Revision.values()));
            Mirrored.check(envelope, headers, revision);
            for (var message : envelope.messages()) {
                if (message instanceof Message.Request request) {
                    MirroredHeaders.of(request, SCHEMA);
                    Mirrored.checkParams(request, headers, SCHEMA);
                }
            }
        } catch (Refusal | MalformedJson refused) {
            assertThat(refused).isNotNull();
        }
    }
}
