package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.countersign.core.Asked;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.client.DocumentFetch;
import dev.countersign.server.oauth.client.TlsHost;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that describes itself, from its document to its token, over real TLS. */
class DescribedClientFlowTest {
    @TempDir
    Path folder;

    private final AtomicReference<TlsHost.Behaviour> behaviour = new AtomicReference<>();
    private TlsHost host;
    private OAuthServer server;

    @BeforeEach
    void start() throws Exception {
        host = new TlsHost((request, out) -> behaviour.get().answer(request, out));
        server = new OAuthServer(
                        folder,
                        "cimd: { allow-loopback: on }\nservers: { files: { url: 'https://mcp.example.com/mcp' } }",
                        new DocumentFetch(
                                TlsHost.trusting(), _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, true))
                .withOwner();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        host.close();
    }

    private String query(String id, String redirect) {
        return server.query("client_id", id, "redirect_uri", redirect);
    }

    @Test
    void a_described_client_goes_from_its_document_to_a_token() { // MCP 2026-07-28 AS-02, AS-09, AS-12
        var id = host.url("/client.json");
        behaviour.set(TlsHost.json("{\"client_id\":\"" + id + "\",\"client_name\":\"App\",\"redirect_uris\":"
                + "[\"http://localhost/callback\"],\"grant_types\":[\"authorization_code\",\"refresh_token\"]}"));
        var asked = server.asked(query(id, "http://localhost:7777/callback"));
        assertThat(asked.asker().known()).isEqualTo(Asked.Known.DESCRIBED);
        assertThat(asked.asker().host()).contains("app.example"); // MCP AS-16
        assertThat(server.authorize(query(id, "http://localhost:7777/other")).statusCode())
                .isEqualTo(400);
        var code = server.approve(asked, Access.READ, Duration.ofDays(1));
        var answer = server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        id,
                        "code",
                        code,
                        "code_verifier",
                        OAuthServer.VERIFIER));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var refresh = StrictJson.parse(answer.body()).path("refresh_token").asString();

        // Its publisher is away for a while: whoever holds its refresh token is still known by that.
        behaviour.set((_, _) -> {});
        server.pass(Duration.ofHours(2));
        var again = server.post(
                "/oauth/token", Map.of("grant_type", "refresh_token", "client_id", id, "refresh_token", refresh));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    }

    @Test
    void a_bad_document_ends_on_a_page_that_says_why() { // MCP 2026-07-28 AS-17
        behaviour.set(TlsHost.json("{\"client_id\":\"https://other.example/\",\"client_name\":\"App\"}"));
        var response = server.authorize(query(host.url("/c"), "http://localhost:1/callback"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("not exactly its own address");
        behaviour.set(TlsHost.raw("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
        var passing = server.authorize(query(host.url("/d"), "http://localhost:1/callback"));
        assertThat(passing.statusCode()).isEqualTo(503);
        assertThat(passing.headers().firstValue("Retry-After")).contains("30");
    }

    @Test
    void claude_code_and_codex_are_known_without_internet_at_any_port() { // REQUIREMENTS 6; CLIENTS
        var claude = "https://claude.ai/oauth/claude-code-client-metadata";
        assertThat(server.asked(query(claude, "http://localhost:55611/callback"))
                        .asker()
                        .name())
                .isEqualTo("Claude Code");
        assertThat(server.asked(query(claude, "http://127.0.0.1:3118/callback"))
                        .asker()
                        .mayRefresh())
                .isTrue();
        var codex = "https://chatgpt.com/oauth/codex/client.json";
        assertThat(server.asked(query(codex, "http://127.0.0.1:37819/callback"))
                        .asker()
                        .name())
                .isEqualTo("Codex");
        assertThat(server.authorize(query(codex, "http://127.0.0.1:37819/callback/x"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(host.requests()).isEmpty();
    }

    private HttpResponse<String> token(String id, ECKey key, String... form) throws Exception {
        var all = new HashMap<String, String>();
        for (var i = 0; i < form.length; i += 2) all.put(form[i], form[i + 1]);
        all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        var now = server.now();
        var assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).build(),
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .claim("aud", server.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build());
        assertion.sign(new ECDSASigner(key));
        all.put("client_assertion", assertion.serialize());
        return server.post("/oauth/token", all);
    }

    @Test // CIMD draft §4.1: a registered way of authenticating is required, at every door; RFC 7523 §2.2
    void a_described_client_with_keys_must_use_them_for_its_code_and_for_each_refresh() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).generate();
        var id = host.url("/client.json");
        var document = "{\"client_id\":\"" + id
                + "\",\"client_name\":\"App\",\"redirect_uris\":[\"http://localhost/cb\"],"
                + "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"" + host.url("/jwks") + "\","
                + "\"grant_types\":[\"authorization_code\",\"refresh_token\"]}";
        var jwks = new JWKSet(key).toPublicJWKSet().toString();
        behaviour.set((request, out) ->
                TlsHost.json(request.startsWith("GET /jwks") ? jwks : document).answer(request, out));
        var code = server.approve(server.asked(query(id, "http://localhost:7777/cb")), Access.READ, Duration.ofDays(1));
        String[] redeem = {
            "grant_type", "authorization_code", "code", code, "code_verifier", OAuthServer.VERIFIER, "client_id", id
        };
        assertThat(Tokens.error(server.post("/oauth/token", form(redeem)))).isEqualTo("invalid_client");
        assertThat(Tokens.error(token(id, new ECKeyGenerator(Curve.P_256).generate(), redeem)))
                .isEqualTo("invalid_client");
        var refresh = Tokens.ok(token(id, key, redeem)).path("refresh_token").asString();
        String[] again = {"grant_type", "refresh_token", "refresh_token", refresh, "client_id", id};
        assertThat(Tokens.error(server.post("/oauth/token", form(again)))).isEqualTo("invalid_client");
        Tokens.ok(token(id, key, again));

        // Its host goes away: nobody can tell any more who it is, and that is no reason to believe anybody.
        behaviour.set((_, _) -> {});
        server.pass(Duration.ofHours(25));
        assertThat(server.post("/oauth/token", form(again)).statusCode()).isEqualTo(503);
    }

    private static Map<String, String> form(String... pairs) {
        var form = new HashMap<String, String>();
        for (var i = 0; i < pairs.length; i += 2) form.put(pairs[i], pairs[i + 1]);
        return form;
    }
}
