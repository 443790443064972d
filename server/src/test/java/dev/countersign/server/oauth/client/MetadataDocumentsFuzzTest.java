package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.core.redirect.Redirects;
import dev.countersign.server.fuzz.Soon;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What clients publish and send of themselves: documents, registrations, addresses, and HTTP answers. The first byte chooses. */
class MetadataDocumentsFuzzTest {
    private static final String ID = "https://app.example/client.json";
    private static final RedirectRule RULE =
            new Redirects(URI.create("https://countersign.example"), List.of("/consent"))::problem;
    private static final ClientDocument DOCUMENT = new ClientDocument(RULE, false);
    private static final RegistrationMetadata REGISTRATION =
            new RegistrationMetadata(RULE, List.of(GrantType.values()));

    @FuzzTest(maxDuration = "2m") // issue 4: bad input; CIMD draft §4, RFC 7591 §2, RFC 9112
    void documents(byte[] input) {
        if (input.length == 0) return;
        Soon.done(() -> read(input[0], Arrays.copyOfRange(input, 1, input.length)));
    }

    private static void read(byte kind, byte[] bytes) {
        try {
            switch (kind) {
                case 'd' ->
                    assertThat(DOCUMENT.read(ID, bytes, false).redirectUris()).isNotEmpty();
                case 'r' -> registration(bytes);
                case 'u' -> DocumentUrl.parse(new String(bytes, StandardCharsets.UTF_8), false);
                case 'h' -> Freshness.of(HttpAnswer.read(new ByteArrayInputStream(bytes), 5120), Instant.EPOCH);
                default -> {}
            }
        } catch (UnresolvedClient | MetadataRules.Broken | MalformedJson | IOException refused) {
            assertThat(refused).isNotNull();
        }
    }

    private static void registration(byte[] bytes) {
        if (StrictJson.parse(bytes) instanceof ObjectNode object) {
            var kept = REGISTRATION.checked(Members.of(object));
            assertThat(REGISTRATION.checked(Members.of(Members.json(kept))))
                    .as("what is echoed can be sent again (RFC 7592 §2.2)")
                    .isEqualTo(kept);
        }
    }
}
