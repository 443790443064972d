package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.config.Config;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A declared resource that introspects with its key (RFC 7662 §2.1, RFC 7523 §2.2, §3). */
@ParameterizedClass
@EnumSource(Database.class)
class ResourceKeyTest {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    /** No address a client's metadata document could have: nobody is asked who that is. */
    private static final String KEYED = "https://keyed.example:8443/mcp";

    private static final String NOTES = "https://notes.example/mcp";

    @TempDir
    Path folder;

    private final Database database;
    private ECKey key;
    private ECKey robots;
    private OAuthServer server;
    private OAuthServer other;
    private String token;

    ResourceKeyTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        robots = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        var config = """
                servers: { files: { url: 'https://mcp.example.com/mcp' } }
                resources:
                  https://keyed.example:8443/mcp: { name: Keyed, jwks: '%s' }
                  https://notes.example/mcp: { name: Notes, secret: 'notes secret' }
                clients:
                  robot: { jwks: '%s', grant_types: [client_credentials] }
                """.formatted(written("resource.json", key), written("robot.json", robots));
        var url = database.url(folder);
        server = OAuthServer.on(url, config).withOwner();
        other = database == Database.POSTGRESQL ? OAuthServer.beside(server, url, config) : server;
        token = Tokens.text(new Tokens(server).given(KEYED), "access_token");
    }

    @AfterEach
    void stop() {
        if (other != server) other.close();
        server.close();
    }

    private Path written(String name, ECKey its) throws Exception {
        return Files.writeString(
                folder.resolve(name), new JWKSet(its).toPublicJWKSet().toString());
    }

    private String assertion(ECKey signer, String name, Consumer<ObjectNode> change) throws Exception {
        var now = server.now().getEpochSecond();
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", name)
                .put("sub", name)
                .put("aud", server.issuer())
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 60);
        change.accept(claims);
        var jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new Payload(StrictJson.writeString(claims)));
        jws.sign(new ECDSASigner(signer));
        return jws.serialize();
    }

    private String assertion(Consumer<ObjectNode> change) throws Exception {
        return assertion(key, KEYED, change);
    }

    private HttpResponse<String> ask(OAuthServer at, String assertion, String... more) {
        var form = new HashMap<>(Map.of("token", token, "client_assertion_type", TYPE, "client_assertion", assertion));
        for (var i = 0; i < more.length; i += 2) form.put(more[i], more[i + 1]);
        return at.post("/oauth/introspect", form);
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(Tokens.error(answer)).isEqualTo("invalid_client");
    }

    @Test // RFC 7662 §2.1: a resource authenticates by any client method
    void a_resource_signs_and_learns_what_the_token_is_worth() throws Exception {
        JsonNode told = Tokens.ok(ask(server, assertion(c -> {})));
        assertThat(told.path("active").asBoolean()).isTrue();
        assertThat(told.path("aud").asString()).isEqualTo(KEYED);
        assertThat(Tokens.ok(ask(server, assertion(c -> {}), "client_id", KEYED))
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @Test // RFC 7523 §3 rule 7: used up on every node
    void an_assertion_counts_once_on_every_node() throws Exception {
        var once = assertion(c -> {});
        Tokens.ok(ask(server, once));
        refused(ask(other, once));
    }

    @Test // RFC 7523 §3, RFC 7523bis: issuer as the only audience, as a string; iss = sub = its URL; exp in bounds; jti
    void an_assertion_that_is_wrong_anywhere_is_refused() throws Exception {
        var now = server.now().getEpochSecond();
        refused(ask(server, assertion(c -> c.put("aud", server.issuer() + "/oauth/introspect"))));
        refused(ask(server, assertion(c -> c.putArray("aud").add(server.issuer()))));
        refused(ask(server, assertion(c -> c.remove("aud"))));
        refused(ask(server, assertion(c -> c.put("iss", NOTES))));
        refused(ask(server, assertion(c -> c.put("iss", KEYED + "/").put("sub", KEYED + "/"))));
        refused(ask(server, assertion(c -> c.put("exp", now + 86_400))));
        refused(ask(server, assertion(c -> c.put("exp", now - 100))));
        refused(ask(server, assertion(c -> c.remove("jti"))));
        refused(ask(server, assertion(robots, KEYED, c -> {})));
        refused(ask(server, assertion(c -> {}), "client_assertion_type", "urn:other"));
        Tokens.ok(ask(server, assertion(c -> {})));
    }

    @Test // RFC 6749 §2.3: one way each, and nobody in two
    void keys_are_the_only_way_in_for_a_resource_that_has_some_and_none_for_another() throws Exception {
        var tokens = new Tokens(server);
        refused(tokens.ask(KEYED, "guess", token));
        refused(server.post("/oauth/introspect", Map.of("token", token, "client_id", KEYED)));
        refused(ask(server, assertion(key, NOTES, c -> {})));
        assertThat(Tokens.error(ask(server, assertion(c -> {}), "client_secret", "x")))
                .isEqualTo("invalid_request");
    }

    @Test // DESIGN section 5: a client's credentials never introspect; DESIGN Clients: a resource gets no tokens
    void a_clients_key_never_asks_and_a_resources_key_never_gets_a_token() throws Exception {
        refused(ask(server, assertion(robots, "robot", c -> {})));
        for (var grant : new String[] {"client_credentials", "refresh_token"}) {
            refused(server.post(
                    "/oauth/token",
                    Map.of(
                            "grant_type",
                            grant,
                            "refresh_token",
                            "x",
                            "client_assertion_type",
                            TYPE,
                            "client_assertion",
                            assertion(c -> {}))));
        }
        Tokens.ok(server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        assertion(robots, "robot", c -> {}))));
    }

    @Test // DESIGN section 5: validated at start, with the fix
    void what_is_no_set_of_public_keys_is_said_at_the_start() throws Exception {
        var secret = Files.writeString(folder.resolve("private.json"), new JWKSet(key).toString(false));
        assertThatThrownBy(() -> started("jwks: '" + secret + "'"))
                .hasMessageContaining("resources." + KEYED + ".jwks")
                .hasMessageContaining("public keys");
        assertThatThrownBy(() -> started("jwks: '" + folder.resolve("resource.json") + "', secret: x"))
                .hasMessageContaining("keep one");
        assertThatThrownBy(() -> started("jwks: '" + folder.resolve("none.json") + "'"))
                .hasMessageContaining("cannot be read");
    }

    private static void started(String how) {
        OAuthSettings.of(Config.parse(
                "test",
                "issuer: http://localhost:8420\nresources: { '" + KEYED + "': { name: Keyed, " + how + " } }",
                Map.of()));
    }
}
