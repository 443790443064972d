package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tokens bound to a key, judged by a library that is not ours (oauth4webapi), with and without nonces. Issue 4, proof. */
class DpopJudgeTest {
    private static final Map<String, String> APPROVAL =
            Map.of("access", "read", "until", "PT1H", "passphrase", Human.PASSPHRASE, "decision", "approve");

    private static JsonNode judged(String config) {
        try (RunningServer server = RunningServer.configured(Scene.NOTES + config);
                Agent agent = new Agent(server);
                Forms ada = new Forms()) {
            ada.setsUp(server);
            var done = ada.fill(ada.open(agent.authorizeUrl(server.mcp("notes"))), APPROVAL);
            assertThat(done.body()).contains("You may close this page");
            var callback = URI.create(
                    agent.redirect() + "?" + Http.encode(agent.answer().parameters()));
            try (Program judge = new Program(
                    List.of(
                            Node.program(),
                            Node.script("dpop-client.mjs"),
                            server.issuer(),
                            server.mcp("notes"),
                            agent.redirect(),
                            agent.verifier(),
                            agent.state(),
                            callback.toString()),
                    server.folder(),
                    Map.of())) {
                return judge.hears();
            }
        }
    }

    private static void good(JsonNode told) {
        assertThat(told.path("type").asString()).isEqualTo("dpop");
        assertThat(told.path("called").asInt()).isEqualTo(200);
        assertThat(told.path("jkt").asBoolean()).as("cnf.jkt is the key").isTrue();
        assertThat(told.path("bearer").asInt())
                .as("a bound token as a bearer (RFC 9449 §7.2)")
                .isEqualTo(401);
        assertThat(told.path("refreshed").asString()).isEqualTo("dpop");
        assertThat(told.path("stolen").asString())
                .as("another key's refresh")
                .isIn("invalid_grant", "invalid_dpop_proof");
    }

    @Test // RFC 9449 §5, §7, RFC 9068 §4
    void a_library_binds_uses_and_refreshes_tokens_with_its_key() {
        good(judged(""));
    }

    @Test // RFC 9449 §8, §9
    void and_follows_nonces_where_they_are_required() {
        JsonNode told = judged("dpop: { require-nonce: on }\n");
        good(told);
        assertThat(told.path("nonces").asInt()).isPositive();
    }
}
