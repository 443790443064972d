package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A whole run, and then a search for every secret it saw. */
class SecretsTest {
    private static final String REPORTER = "reporters-own-secret-8b1f6a";
    private static final String UPSTREAM = "upstreams-own-secret-47c0de";
    private static final String WRONG = "a passphrase that is wrong";

    /** What each secret is, by the secret. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    @Test
    void no_secret_of_a_whole_run_is_logged_printed_or_stored() throws IOException { // issue 2 §11, A1.27
        try (RunningServer server = RunningServer.started(
                        """
                        servers:
                          everything: { command: %s, env: { KEY: "${UPSTREAM}" } }
                        clients:
                          reporter: { client_secret: "${REPORTER}", grant_types: [client_credentials], access: read,
                                      resources: [ "ISSUER/mcp/everything" ], until: P1D }
                        """.formatted(Node.yaml("@modelcontextprotocol/server-everything", "dist/index.js", "stdio")),
                        Map.of("UPSTREAM", UPSTREAM, "REPORTER", REPORTER));
                Agent agent = new Agent(server);
                Human ada = new Human()) {
            see("the client secret of the configuration", REPORTER);
            see("the upstream's secret", UPSTREAM);
            String link = server.setupLink().toString();
            see("the setup link", link.substring(link.lastIndexOf('/') + 1));
            see("the passphrase", Human.PASSPHRASE);
            see("a wrong passphrase", WRONG);
            ada.setsUpWithPassphrase(server, "ada");
            cookies(ada);
            JsonNode tokens = consent(server, agent, ada);
            tokens(tokens, "first");
            tokens(
                    Http.JSON.readTree(
                            agent.refresh(tokens.path("refresh_token").asString())
                                    .body()),
                    "second");
            service(server);
            registration(server);
            mistakes(server, tokens);
            ada.opens(URI.create(link));
            String metrics = Http.get(server.issuer() + "/metrics").body();
            searchText("the metrics", metrics);
            server.stop();

            searchText("what it printed", server.output().replace(link, ""));
            searchText("what it logged", server.log());
            try (Stream<Path> files = Files.walk(server.data())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    searchText(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private JsonNode consent(RunningServer server, Agent agent, Human ada) {
        ada.opens(agent.authorizeUrl(server.mcp("everything")));
        cookies(ada);
        ada.chooses("access", "write");
        ada.types("until", "PT1H");
        ada.types("passphrase", WRONG);
        ada.decides("approve");
        ada.approves("write");
        String code = agent.answer().code();
        see("the code", code);
        see("the verifier", agent.verifier());
        JsonNode tokens = agent.tokens(code);
        Mcp mcp = new Mcp(server.mcp("everything"), tokens.path("access_token").asString()).initialized();
        assertThat(mcp.call("echo", "{\"message\":\"an-argument-of-a-call\"}").body())
                .contains("an-argument-of-a-call");
        assertThat(mcp.call("toggle-simulated-logging", "{}").statusCode()).isEqualTo(200);
        see("an argument of a call", "an-argument-of-a-call");
        agent.redeem(code + "x");
        return tokens;
    }

    /** A configured client for itself, by a secret in Basic. */
    private void service(RunningServer server) {
        String basic = Base64.getEncoder().encodeToString(("reporter:" + REPORTER).getBytes(StandardCharsets.UTF_8));
        see("Basic credentials", basic);
        var answer = Http.send(Http.to(server.issuer() + "/oauth/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Http.encode(
                        Map.of("grant_type", "client_credentials", "resource", server.mcp("everything"))))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        see(
                "the service's token",
                Http.JSON.readTree(answer.body()).path("access_token").asString());
    }

    private void registration(RunningServer server) {
        var metadata = Http.JSON.createObjectNode().put("token_endpoint_auth_method", "client_secret_basic");
        metadata.putArray("redirect_uris").add("http://127.0.0.1/callback");
        var answer = Http.post(server.issuer() + "/oauth/register", metadata);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode client = Http.JSON.readTree(answer.body());
        see("a registered client's secret", client.path("client_secret").asString());
        see(
                "a registration access token",
                client.path("registration_access_token").asString());
        Http.send(Http.to(client.path("registration_client_uri").asString())
                .header(
                        "Authorization",
                        "Bearer " + client.path("registration_access_token").asString()));
    }

    /** Secrets at places where they do not belong. */
    private static void mistakes(RunningServer server, JsonNode tokens) {
        String access = tokens.path("access_token").asString();
        String refresh = tokens.path("refresh_token").asString();
        for (String url : List.of(
                server.mcp("everything") + "?access_token=" + access,
                server.mcp("everything") + "/" + access,
                server.issuer() + "/oauth/token?refresh_token=" + refresh,
                server.issuer() + "/oauth/authorize?client_id=" + refresh + "&client_secret=" + refresh,
                server.issuer() + "/" + refresh)) {
            assertThat(Http.get(url).statusCode()).as(url).isBetween(300, 499);
        }
        Http.form(server.issuer() + "/oauth/token", Map.of("grant_type", refresh, "client_id", access));
        Http.form(server.issuer() + "/oauth/revoke", Map.of("token", access + "x", "client_id", "mcp-agent"));
        Http.send(Http.to(server.mcp("everything")).header("Authorization", "Basic " + access));
        Http.send(Http.to(server.mcp("everything"))
                .header("User-Agent", "curl")
                .header("Cookie", "countersign-session=" + refresh));
    }

    private void tokens(JsonNode answer, String which) {
        see("the " + which + " access token", answer.path("access_token").asString());
        see("the " + which + " refresh token", answer.path("refresh_token").asString());
    }

    private void cookies(Human ada) {
        ada.browser()
                .driver()
                .manage()
                .getCookies()
                .forEach(cookie -> see("the cookie " + cookie.getName(), cookie.getValue()));
    }

    private void see(String what, String secret) {
        assertThat(secret).as(what).hasSizeGreaterThan(15);
        secrets.put(secret, what);
    }

    /** Neither whole, nor its last part: a secret is as good as lost when the random end of it is known. */
    private void searchText(String where, String text) {
        secrets.forEach((secret, what) -> assertThat(text.contains(secret.substring(secret.length() - 16)))
                .as("%s stands in %s", what, where)
                .isFalse());
    }
}
