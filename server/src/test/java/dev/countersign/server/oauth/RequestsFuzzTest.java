package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.core.Asked;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.redirect.Redirects;
import dev.countersign.server.fuzz.Soon;
import dev.countersign.server.oauth.token.TokenRequest;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forms and queries: the token endpoint, and authorization requests, pushed or not. */
class RequestsFuzzTest {
    private static final String ISSUER = "https://countersign.example";
    private static final CodeRequests REQUESTS = new CodeRequests(
            new Redirects(URI.create(ISSUER), List.of("/consent")),
            new Asking(new Resources(ISSUER, List.of("files"), Map.of("https://notes.example/mcp", "Notes"))));

    @FuzzTest(maxDuration = "2m") // issue 4: bad input; RFC 6749 §3.1, §3.2, RFC 9126 §2.1
    void parameters(byte[] input) {
        Soon.done(() -> {
            try {
                var form = Parameters.parse(new String(input, StandardCharsets.UTF_8));
                token(form);
                authorization(form);
            } catch (Parameters.Malformed | Parameters.Repeated refused) {
                assertThat(refused).isNotNull();
            }
        });
    }

    private static void token(Parameters form) {
        try {
            assertThat(TokenRequest.read(form, List.of(GrantType.values())).toString())
                    .isNotEmpty();
        } catch (Refusal.OAuth refused) {
            assertThat(refused.status()).isBetween(400, 499);
        }
    }

    private static void authorization(Parameters form) {
        for (var client : BuiltIn.all()) {
            try {
                var uri = REQUESTS.redirectUri(client, form);
                var asked = REQUESTS.read(client, uri, Optional.empty(), form);
                assertThat(Asked.parse(asked.json())).isEqualTo(asked);
            } catch (RequestError refused) {
                assertThat(refused.remedy()).isNotEmpty();
            }
        }
    }
}
