package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Bar;
import dev.countersign.acts.Origin;
import dev.countersign.core.ClientId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushed authorization requests (RFC 9126). */
@ParameterizedClass
@EnumSource(Database.class)
class PushedTest {
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' } }
            clients:
              editor: { redirect_uris: [ 'https://editor.example/cb' ], client_secret: 'editor secret' }
            """;

    @TempDir
    Path folder;

    private final Database database;
    private OAuthServer server;
    private OAuthServer other;

    PushedTest(Database database) {
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

    private HttpResponse<String> push(String... changes) {
        return server.postForm("/oauth/par", server.query(changes));
    }

    private static String uri(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return StrictJson.parse(answer.body()).path("request_uri").asString();
    }

    private static String query(String uri, String client) {
        return OAuthServer.encoded(Map.of("client_id", client, "request_uri", uri));
    }

    @Test // RFC 9126 §2.2: 201, request_uri, expires_in; §4: the request is the pushed one
    void a_pushed_request_is_the_request() {
        var answer = push("state", "from the pushed one");
        var body = StrictJson.parse(answer.body());
        assertThat(body.path("expires_in").asInt()).isBetween(5, 600);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        var asked = server.asked(query(uri(answer), "mcp-agent") + "&state=another&scope=mcp:destructive");
        assertThat(asked.redirect().orElseThrow().state()).contains("from the pushed one");
        assertThat(asked.scopes().access()).contains(Access.READ);
        assertThat(asked.resources()).containsExactly(server.files());
    }

    @Test // RFC 9126 §7.3: once, on whichever node
    void it_is_good_once_on_every_node() {
        var uri = uri(push());
        assertThat(other.authorize(query(uri, "mcp-agent")).statusCode()).isEqualTo(303);
        assertThat(server.authorize(query(uri, "mcp-agent")).statusCode()).isEqualTo(400);
    }

    @Test // RFC 9126 §2.2: bound to the client that pushed it; §4: not after its time
    void it_is_of_its_client_and_its_time() {
        var uri = uri(push());
        assertThat(server.authorize(query(uri, "editor")).statusCode()).isEqualTo(400);
        assertThat(server.authorize(OAuthServer.encoded(Map.of("request_uri", uri)))
                        .statusCode())
                .isEqualTo(400);
        server.pass(Duration.ofMinutes(2));
        assertThat(server.authorize(query(uri, "mcp-agent")).statusCode()).isEqualTo(400);
        assertThat(server.authorize(query("urn:ietf:params:oauth:request_uri:made-up", "mcp-agent"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test // RFC 9126 §2.1: request_uri inside is refused; RFC 9101: request objects are not offered
    void a_request_inside_the_request_is_refused() {
        assertThat(Tokens.error(push("request_uri", "urn:x"))).isEqualTo("invalid_request");
        assertThat(Tokens.error(push("request", "a.b.c"))).isEqualTo("request_not_supported");
    }

    @Test // RFC 9126 §2.1: the client authenticates as at the token endpoint
    void the_client_authenticates() {
        var form = new HashMap<>(Map.of(
                "response_type", "code",
                "client_id", "editor",
                "redirect_uri", "https://editor.example/cb",
                "code_challenge", OAuthServer.CHALLENGE,
                "code_challenge_method", "S256"));
        var refused = server.post("/oauth/par", form);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Tokens.error(refused)).isEqualTo("invalid_client");
        form.put("client_secret", "editor secret");
        assertThat(server.asked(query(uri(server.post("/oauth/par", form)), "editor"))
                        .asker()
                        .id())
                .isEqualTo("editor");
    }

    @Test // RFC 9126 §2.3: errors as at the token endpoint, and before any browser opens
    void what_is_wrong_is_said_at_once() {
        assertThat(Tokens.error(push("redirect_uri", "https://evil.example/cb")))
                .isEqualTo("invalid_request");
        assertThat(Tokens.error(push("scope", "mcp:everything"))).isEqualTo("invalid_scope");
        assertThat(Tokens.error(push("resource", "https://other.example/mcp"))).isEqualTo("invalid_target");
        assertThat(Tokens.error(push("code_challenge", ""))).isEqualTo("invalid_request");
        assertThat(Tokens.error(push("client_id", "nobody"))).isEqualTo("invalid_client");
    }

    @Test // RFC 9126 §2.3: 405 for anything but POST
    void it_is_post_only() {
        assertThat(server.get("/oauth/par").statusCode()).isEqualTo(405);
    }

    @Test // RFC 9449 §10.1: a proof beside the pushed request binds the code
    void a_proof_binds_the_code() {
        var laptop = new KeyHolder();
        var proof = laptop.proof(server.issuer() + "/oauth/par", server.acts().now());
        var answer = server.postForm("/oauth/par", server.query(), "DPoP", proof);
        assertThat(answer.headers().firstValue("DPoP-Nonce")).isPresent();
        var key = server.asked(query(uri(answer), "mcp-agent")).key().orElseThrow();
        assertThat(key.thumbprint()).isEqualTo(laptop.thumbprint());
        assertThat(key.proved()).isTrue();
        var contradicting = server.postForm(
                "/oauth/par",
                server.query("dpop_jkt", new KeyHolder().thumbprint()),
                "DPoP",
                laptop.proof(server.issuer() + "/oauth/par", server.acts().now()));
        assertThat(Tokens.error(contradicting)).isEqualTo("invalid_dpop_proof");
    }

    @Test // RFC 9126 §5: require_pushed_authorization_requests
    void where_it_is_required_nothing_else_goes(@TempDir Path elsewhere) throws Exception {
        try (var strict = OAuthServer.on(database.url(elsewhere), "par: { required: true }\n" + CONFIG)
                .withOwner()) {
            assertThat(strict.failure(strict.query())).containsEntry("error", "invalid_request");
            var uri = uri(strict.postForm("/oauth/par", strict.query()));
            assertThat(strict.authorize(query(uri, "mcp-agent")).statusCode()).isEqualTo(303);
            assertThat(metadata(strict)).contains("\"require_pushed_authorization_requests\":true");
        }
        assertThat(metadata(server))
                .contains("\"pushed_authorization_request_endpoint\":\"" + server.issuer() + "/oauth/par\"");
    }

    private static String metadata(OAuthServer server) {
        return server.get("/.well-known/oauth-authorization-server").body();
    }

    @Test // DESIGN Revocation: barring a client for good is its own state
    void a_barred_client_may_not_push() {
        server.acts().perform(new Bar(RevocationKey.of(new ClientId("mcp-agent")), Optional.empty()), Origin.HOST);

        var answer = push();

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(StrictJson.parse(answer.body()).path("error").asString()).isEqualTo("invalid_client");
    }
}
