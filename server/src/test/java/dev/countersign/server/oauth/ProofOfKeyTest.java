package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.countersign.core.DeviceId;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** DPoP at the authorization server (RFC 9449 §5, §8, §10), with proofs made by an independent library. */
@ParameterizedClass
@EnumSource(Database.class)
class ProofOfKeyTest {
    private static final String CONFIG = """
            device: { enabled: true }
            servers:
              files: { url: 'https://mcp.example.com/mcp' }
              vault: { url: 'https://vault.example.com/mcp', require-dpop: true }
              safe: { url: 'https://safe.example.com/mcp', require-dpop: write }
            resources: { 'https://notes.example/mcp': { name: Notes, require-dpop: true } }
            clients:
              reporter: { client_secret: 'reporter secret', grant_types: [client_credentials], resources: [ 'ISSUER/mcp/files' ] }
              careful: { client_secret: 'careful secret', grant_types: [client_credentials], dpop_bound_access_tokens: true }
            """;

    @TempDir
    Path folder;

    private final Database database;
    private final KeyHolder laptop = new KeyHolder();
    private OAuthServer server;
    private OAuthServer other;

    ProofOfKeyTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        var url = database.url(folder);
        server = OAuthServer.on(url, CONFIG).withOwner();
        other = database == Database.POSTGRESQL ? OAuthServer.beside(server, url, CONFIG) : server;
    }

    @AfterEach
    void stop() {
        if (other != server) other.close();
        server.close();
    }

    private String code(String... changes) {
        return server.approve(server.asked(server.query(changes)), Access.WRITE, Duration.ofDays(1));
    }

    private static HttpResponse<String> token(OAuthServer at, @Nullable String proof, String... form) {
        var all = new HashMap<>(Map.of("client_id", "mcp-agent"));
        for (var i = 0; i < form.length; i += 2) all.put(form[i], form[i + 1]);
        return proof == null ? at.post("/oauth/token", all) : at.post("/oauth/token", all, "DPoP", proof);
    }

    private HttpResponse<String> redeem(String code, @Nullable String proof, String... more) {
        var form = new java.util.ArrayList<>(
                List.of("grant_type", "authorization_code", "code", code, "code_verifier", OAuthServer.VERIFIER));
        form.addAll(List.of(more));
        return token(server, proof, form.toArray(String[]::new));
    }

    private HttpResponse<String> refresh(OAuthServer at, JsonNode tokens, @Nullable String proof) {
        return token(
                at,
                proof,
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").asString());
    }

    private String proof() {
        return laptop.proof(server.issuer() + "/oauth/token", server.acts().now());
    }

    private static JsonNode claims(JsonNode tokens) {
        try {
            return StrictJson.parse(SignedJWT.parse(tokens.path("access_token").asString())
                    .getPayload()
                    .toString());
        } catch (java.text.ParseException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test // RFC 9449 §5, §6.1: token_type DPoP, cnf.jkt; §8.2: the nonce for the next proof
    void a_proof_binds_the_token_and_its_successors() {
        var answer = redeem(code(), proof());
        var tokens = Tokens.ok(answer);
        assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
        assertThat(claims(tokens).path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
        var nonce = answer.headers().firstValue("DPoP-Nonce").orElseThrow();
        var again = Tokens.ok(refresh(
                other,
                tokens,
                laptop.proof(server.issuer() + "/oauth/token", server.acts().now(), nonce)));
        assertThat(claims(again).path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
    }

    @Test // RFC 9449 §5: without a proof nothing changes
    void without_a_proof_a_token_is_a_bearer_token() {
        var answer = redeem(code(), null);
        var tokens = Tokens.ok(answer);
        assertThat(tokens.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(claims(tokens).has("cnf")).isFalse();
        assertThat(answer.headers().firstValue("DPoP-Nonce")).isEmpty();
    }

    @Test // RFC 9449 §5: refresh tokens of public clients are bound; without its key a token is worth nothing
    void a_stolen_refresh_token_is_worthless_without_the_key() {
        var tokens = Tokens.ok(redeem(code(), proof()));
        assertThat(Tokens.error(refresh(server, tokens, null))).isEqualTo("invalid_grant");
        var thief = new KeyHolder()
                .proof(server.issuer() + "/oauth/token", server.acts().now());
        assertThat(Tokens.error(refresh(server, tokens, thief))).isEqualTo("invalid_grant");
        Tokens.ok(refresh(server, tokens, proof()));
    }

    @Test // DESIGN "Tokens": in a key-bound lineage a stale token with a valid proof gets the head, and nothing dies
    void a_stale_token_with_its_proof_gets_the_head() {
        var tokens = Tokens.ok(redeem(code(), proof()));
        var next = Tokens.ok(refresh(server, tokens, proof()));
        server.pass(Duration.ofMinutes(10));
        if (other != server) other.pass(Duration.ofMinutes(10));
        var late = Tokens.ok(refresh(other, tokens, proof()));
        assertThat(late.path("refresh_token")).isEqualTo(next.path("refresh_token"));
    }

    @Test // RFC 9449 §11.1: a proof counts once, on every node
    void a_proof_is_used_up_on_every_node() {
        var proof = proof();
        var tokens = Tokens.ok(redeem(code(), proof));
        var replayed = refresh(other, tokens, proof);
        assertThat(Tokens.error(replayed)).isEqualTo("invalid_dpop_proof");
        assertThat(replayed.statusCode()).isEqualTo(400);
        assertThat(replayed.body()).contains("used before");
    }

    @Test // RFC 9449 §5: invalid_dpop_proof, 400; a code is not used up by it
    void a_wrong_proof_is_refused_and_costs_nothing() {
        var code = code();
        var elsewhere =
                laptop.proof("https://other.example/oauth/token", server.acts().now());
        assertThat(Tokens.error(redeem(code, elsewhere))).isEqualTo("invalid_dpop_proof");
        assertThat(Tokens.error(redeem(code, "nonsense"))).isEqualTo("invalid_dpop_proof");
        assertThat(Tokens.error(server.post(
                        "/oauth/token",
                        Map.of(
                                "client_id",
                                "mcp-agent",
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "code_verifier",
                                OAuthServer.VERIFIER),
                        "DPoP",
                        proof(),
                        "DPoP",
                        proof())))
                .isEqualTo("invalid_dpop_proof");
        Tokens.ok(redeem(code, proof()));
    }

    @Test // RFC 9449 §8: use_dpop_nonce, 400, with the nonce to use
    void a_nonce_that_is_not_ours_is_answered_with_ours() {
        var code = code();
        var url = server.issuer() + "/oauth/token";
        var answer = redeem(code, laptop.proof(url, server.acts().now(), "made-up"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Tokens.error(answer)).isEqualTo("use_dpop_nonce");
        var nonce = answer.headers().firstValue("DPoP-Nonce").orElseThrow();
        Tokens.ok(redeem(code, laptop.proof(url, server.acts().now(), nonce)));
    }

    @Test // RFC 9449 §10: dpop_jkt binds the code
    void a_code_bound_to_a_key_needs_its_proof() {
        var code = code("dpop_jkt", laptop.thumbprint());
        assertThat(Tokens.error(redeem(code, null))).isEqualTo("invalid_grant");
        var thief = new KeyHolder()
                .proof(server.issuer() + "/oauth/token", server.acts().now());
        assertThat(Tokens.error(redeem(code, thief))).isEqualTo("invalid_grant");
        Tokens.ok(redeem(code, proof()));
    }

    @ParameterizedTest // RFC 9449 §10: dpop_jkt is a SHA-256 thumbprint
    @ValueSource(
            strings = {
                "short",
                "0123456789012345678901234567890123456789012=",
                "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9X "
            })
    void a_dpop_jkt_that_is_no_thumbprint_is_refused(String jkt) {
        assertThat(server.failure(server.query("dpop_jkt", jkt))).containsEntry("error", "invalid_request");
    }

    @Test // DESIGN vocabulary: the agent of a grant is the client on the device whose key was proved
    void the_agent_is_the_client_on_the_device() {
        var proved = claims(Tokens.ok(redeem(code(), proof())));
        var unproved = claims(Tokens.ok(redeem(code(), null)));
        assertThat(proved.path("act").path("sub"))
                .isNotEqualTo(unproved.path("act").path("sub"));
        var device = DeviceId.of(new OwnerId("ow_ada"), laptop.thumbprint());
        var grant = new GrantId(proved.path("grant_id").asString());
        server.acts().read(tx -> {
            assertThat(tx.grants().find(grant).orElseThrow().device()).contains(device);
            assertThat(tx.devices().find(device)).isPresent();
            return true;
        });
    }

    @Test // RFC 9449 §5.2: dpop_bound_access_tokens
    void a_client_that_wants_all_its_tokens_bound_gets_no_other() {
        var careful =
                Map.of("client_id", "careful", "client_secret", "careful secret", "grant_type", "client_credentials");
        assertThat(Tokens.error(server.post("/oauth/token", careful))).isEqualTo("invalid_dpop_proof");
        assertThat(Tokens.ok(server.post("/oauth/token", careful, "DPoP", proof()))
                        .path("token_type")
                        .asString())
                .isEqualTo("DPoP");
        var registered =
                StrictJson.parse(server.send("POST", "/oauth/register", """
                        {"redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"none",
                         "dpop_bound_access_tokens":true}""", "Content-Type", "application/json")
                        .body());
        assertThat(registered.path("dpop_bound_access_tokens").asBoolean()).isTrue();
        var id = registered.path("client_id").asString();
        var code = server.approve(
                server.asked(server.query("client_id", id, "redirect_uri", "http://127.0.0.1/callback")),
                Access.READ,
                Duration.ofDays(1));
        assertThat(Tokens.error(redeem(code, null, "client_id", id))).isEqualTo("invalid_dpop_proof");
        Tokens.ok(redeem(code, proof(), "client_id", id));
    }

    @Test // issue 4 point 6: require-dpop per server and resource
    void a_resource_that_wants_a_key_gets_no_token_without_one() {
        for (var resource : new String[] {server.issuer() + "/mcp/vault", "https://notes.example/mcp"}) {
            var code = code("resource", resource);
            assertThat(Tokens.error(redeem(code, null))).isEqualTo("invalid_dpop_proof");
            assertThat(claims(Tokens.ok(redeem(code, proof()))).path("aud").asString())
                    .isEqualTo(resource);
        }
    }

    @Test // issue 4 point 6: where it was not asked for, a resource that wants a key is left out of a bearer token
    void a_bearer_token_leaves_it_out() {
        var query = server.query() + "&resource=" + OAuthServer.encoded(server.issuer() + "/mcp/vault");
        var both = server.approve(server.asked(query), Access.READ, Duration.ofDays(1));
        var tokens = Tokens.ok(redeem(both, null));
        assertThat(claims(tokens).path("aud").asString()).isEqualTo(server.files());
        assertThat(Tokens.ok(refresh(server, tokens, null)).path("scope").asString())
                .isEqualTo("mcp:read");
    }

    @Test // issue 5.7: require-dpop per server and access class
    void from_a_class_on_a_bearer_token_gets_what_is_below_it() {
        var safe = new String[] {"scope", "mcp:destructive", "resource", server.issuer() + "/mcp/safe"};
        assertThat(scope(redeem(destructive(safe), null))).isEqualTo("mcp:read");
        assertThat(scope(redeem(destructive(safe), proof()))).isEqualTo("mcp:read mcp:write mcp:destructive");

        var document = Tokens.ok(server.get("/.well-known/oauth-protected-resource/mcp/safe"));
        assertThat(document.path("dpop_bound_access_tokens_required").asBoolean())
                .isFalse();
        assertThat(document.path("dpop_bound_scopes").valueStream().map(JsonNode::asString))
                .containsExactly("mcp:write", "mcp:destructive");
    }

    private String destructive(String... changes) {
        return server.approve(server.asked(server.query(changes)), Access.DESTRUCTIVE, Duration.ofDays(1));
    }

    private static String scope(HttpResponse<String> answer) {
        return claims(Tokens.ok(answer)).path("scope").asString();
    }

    @Test // RFC 9449 §5: a confidential client proves itself; its grant is its own and on no device
    void a_client_of_its_own_binds_its_token_too() {
        var form =
                Map.of("client_id", "reporter", "client_secret", "reporter secret", "grant_type", "client_credentials");
        var bound = claims(Tokens.ok(server.post("/oauth/token", form, "DPoP", proof())));
        assertThat(bound.path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
        assertThat(claims(Tokens.ok(server.post("/oauth/token", form))).has("cnf"))
                .isFalse();
    }

    @Test // DESIGN "Device grant": a device code is bound to the key its request proved; every poll proves it
    void a_device_that_proved_a_key_polls_with_it() {
        var asked = Tokens.ok(server.post(
                "/oauth/device_authorization",
                Map.of("client_id", "mcp-agent", "resource", server.files(), "scope", "mcp:read"),
                "DPoP",
                laptop.proof(
                        server.issuer() + "/oauth/device_authorization",
                        server.acts().now())));
        var code = asked.path("device_code").asString();
        var thief = new KeyHolder()
                .proof(server.issuer() + "/oauth/token", server.acts().now());
        assertThat(Tokens.error(poll(code, null))).isEqualTo("invalid_grant");
        assertThat(Tokens.error(poll(code, thief))).isEqualTo("invalid_grant");
        assertThat(Tokens.error(poll(code, proof()))).isEqualTo("authorization_pending");
        var grant = server.approveDevice(code, Access.READ, Duration.ofDays(1));
        var device = DeviceId.of(new OwnerId("ow_ada"), laptop.thumbprint());
        assertThat(grant.device()).contains(device);
        assertThat(known(device)).as("proved before it was approved").isTrue();
        assertThat(Tokens.error(poll(code, null))).isEqualTo("invalid_grant");
        var tokens = Tokens.ok(poll(code, proof()));
        assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
        assertThat(Tokens.error(refresh(server, tokens, null))).isEqualTo("invalid_grant");
        Tokens.ok(refresh(server, tokens, proof()));
    }

    @Test // DESIGN vocabulary: a device that proves its key only when it fetches its grant is known from then on
    void a_device_may_prove_its_key_when_it_fetches_its_grant() {
        var asked = Tokens.ok(server.post(
                "/oauth/device_authorization",
                Map.of("client_id", "mcp-agent", "resource", server.files(), "scope", "mcp:read")));
        var code = asked.path("device_code").asString();
        assertThat(server.approveDevice(code, Access.READ, Duration.ofDays(1)).device())
                .isEmpty();
        var device = DeviceId.of(new OwnerId("ow_ada"), laptop.thumbprint());
        assertThat(known(device)).isFalse();
        Tokens.ok(poll(code, proof()));
        assertThat(known(device)).isTrue();
    }

    @Test // RFC 9449 §5.2: a client whose tokens are all bound proves its key with token requests, not before
    void a_device_of_a_client_that_wants_all_its_tokens_bound_proves_its_key_with_each_poll() {
        var id = StrictJson.parse(server.send("POST", "/oauth/register", """
                        {"grant_types":["urn:ietf:params:oauth:grant-type:device_code","refresh_token"],
                         "token_endpoint_auth_method":"none","dpop_bound_access_tokens":true}""", "Content-Type", "application/json")
                        .body())
                .path("client_id")
                .asString();
        var asked = Tokens.ok(server.post(
                "/oauth/device_authorization",
                Map.of("client_id", id, "resource", server.files(), "scope", "mcp:read")));
        var code = asked.path("device_code").asString();
        assertThat(Tokens.error(poll(code, null, "client_id", id))).isEqualTo("invalid_dpop_proof");
        server.approveDevice(code, Access.READ, Duration.ofDays(1));
        assertThat(Tokens.error(poll(code, null, "client_id", id))).isEqualTo("invalid_dpop_proof");
        var tokens = Tokens.ok(poll(code, proof(), "client_id", id));
        assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
        assertThat(claims(tokens).path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
    }

    private HttpResponse<String> poll(String code, @Nullable String proof, String... more) {
        var form = new java.util.ArrayList<>(
                List.of("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", code));
        form.addAll(List.of(more));
        return token(server, proof, form.toArray(String[]::new));
    }

    private boolean known(DeviceId device) {
        return server.acts().read(tx -> tx.devices().find(device).isPresent());
    }

    @Test // RFC 9449 §5.1, RFC 9728 §2
    void the_metadata_says_it() {
        var metadata = StrictJson.parse(
                server.get("/.well-known/oauth-authorization-server").body());
        assertThat(metadata.path("dpop_signing_alg_values_supported").values())
                .extracting(JsonNode::asString)
                .contains("ES256")
                .doesNotContain("none", "HS256");
        for (var server : List.of("files", "vault")) {
            var resource = StrictJson.parse(this.server
                    .get("/.well-known/oauth-protected-resource/mcp/" + server)
                    .body());
            assertThat(resource.path("dpop_bound_access_tokens_required").asBoolean())
                    .isEqualTo(server.equals("vault"));
            assertThat(resource.path("dpop_signing_alg_values_supported").size())
                    .isPositive();
        }
    }
}
