package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code private_key_jwt} (RFC 7523 §2.2, §3). */
@ParameterizedClass
@EnumSource(Database.class)
class ClientAssertionTest {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    @TempDir
    Path folder;

    private final Database database;
    private ECKey key;
    private OAuthServer server;
    private OAuthServer other;

    ClientAssertionTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        var jwks = Files.writeString(
                folder.resolve("jwks.json"), new JWKSet(key).toPublicJWKSet().toString());
        var config = """
                servers: { files: { url: 'https://mcp.example.com/mcp' } }
                clients:
                  robot: { jwks: '%s', grant_types: [client_credentials], resources: [ 'ISSUER/mcp/files' ] }
                  reporter: { client_secret: 'reporter secret', grant_types: [client_credentials] }
                """.formatted(jwks);
        var url = database.url(folder);
        server = OAuthServer.on(url, config).withOwner();
        other = database == Database.POSTGRESQL ? OAuthServer.beside(server, url, config) : server;
    }

    @AfterEach
    void stop() {
        if (other != server) other.close();
        server.close();
    }

    private String assertion(Consumer<ObjectNode> change) throws Exception {
        return assertion(key, change);
    }

    private String assertion(ECKey signer, Consumer<ObjectNode> change) throws Exception {
        var now = server.acts().now().getEpochSecond();
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", "robot")
                .put("sub", "robot")
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

    private static HttpResponse<String> token(OAuthServer at, String assertion, String... more) {
        var form = new HashMap<>(Map.of(
                "grant_type", "client_credentials", "client_assertion_type", TYPE, "client_assertion", assertion));
        for (var i = 0; i < more.length; i += 2) form.put(more[i], more[i + 1]);
        return at.post("/oauth/token", form);
    }

    private void refused(HttpResponse<String> answer) {
        assertThat(Tokens.error(answer)).isEqualTo("invalid_client");
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test // RFC 7523 §2.2; MCP OAuth Client Credentials: client_id may be absent from the body
    void a_signed_assertion_is_the_client_with_and_without_client_id() throws Exception {
        assertThat(Tokens.ok(token(server, assertion(c -> {})))
                        .path("token_type")
                        .asString())
                .isEqualTo("Bearer");
        Tokens.ok(token(server, assertion(c -> {}), "client_id", "robot"));
        refused(token(server, assertion(c -> {}), "client_id", "reporter"));
    }

    @Test // RFC 7523 §3 rule 7: used up on every node
    void an_assertion_counts_once_on_every_node() throws Exception {
        var assertion = assertion(c -> {});
        Tokens.ok(token(server, assertion));
        refused(token(other, assertion));
    }

    @Test // RFC 7523 §3, RFC 7523bis: issuer as the only audience, as a string; iss = sub = client; exp in bounds; jti
    void an_assertion_that_is_wrong_anywhere_is_refused() throws Exception {
        var now = server.acts().now().getEpochSecond();
        refused(token(server, assertion(c -> c.put("aud", server.issuer() + "/oauth/token"))));
        refused(token(server, assertion(c -> c.putArray("aud").add(server.issuer()))));
        refused(token(server, assertion(c -> c.remove("aud"))));
        refused(token(server, assertion(c -> c.put("iss", "reporter"))));
        refused(token(server, assertion(c -> c.put("sub", "reporter"))));
        refused(token(server, assertion(c -> c.put("sub", "nobody"))));
        refused(token(server, assertion(c -> c.remove("sub"))));
        refused(token(server, assertion(c -> c.remove("exp"))));
        refused(token(server, assertion(c -> c.put("exp", now - 100))));
        refused(token(server, assertion(c -> c.put("exp", now + 86_400))));
        refused(token(server, assertion(c -> c.put("nbf", now + 600))));
        refused(token(server, assertion(c -> c.remove("jti"))));
        refused(token(
                server, assertion(new ECKeyGenerator(Curve.P_256).keyID("k1").generate(), c -> {})));
        refused(token(server, "nonsense"));
        Tokens.ok(token(server, assertion(c -> {})));
    }

    @Test // RFC 6749 §2.3: a client with keys must use them, and nobody authenticates in two ways
    void keys_are_the_only_way_in_for_a_client_that_has_some() throws Exception {
        refused(server.post("/oauth/token", Map.of("grant_type", "client_credentials", "client_id", "robot")));
        refused(server.post(
                "/oauth/token",
                Map.of("grant_type", "client_credentials", "client_id", "robot", "client_secret", "guess")));
        assertThat(Tokens.error(token(server, assertion(c -> {}), "client_secret", "x")))
                .isEqualTo("invalid_request");
        refused(token(server, assertion(c -> {}), "client_assertion_type", "urn:other"));
        refused(token(server, assertion(c -> c.put("iss", "reporter").put("sub", "reporter"))));
    }

    @Test // RFC 7591 §2: registered keys; a private one is refused
    void a_client_registers_with_its_keys() {
        var good = register(new JWKSet(key).toPublicJWKSet().toString());
        assertThat(good.statusCode()).as(good.body()).isEqualTo(201);
        assertThat(StrictJson.parse(good.body()).has("client_secret")).isFalse();
        assertThat(StrictJson.parse(good.body()).path("jwks").path("keys").size())
                .isEqualTo(1);
        assertThat(Tokens.error(register(new JWKSet(key).toString(false)))).isEqualTo("invalid_client_metadata");
        assertThat(Tokens.error(register("{\"keys\":[]}"))).isEqualTo("invalid_client_metadata");
    }

    @Test // RFC 7518 §3.3: RSA keys from 2048 bits; DESIGN Throttles: no stranger decides what a check costs here
    void keys_that_are_weak_or_costly_are_none() {
        for (var unusable : List.of(rsa("weak", 1024, 17), rsa("large", 8192, 17), rsa("slow", 2048, 2047))) {
            var refused = register(new JWKSet(unusable).toString());
            assertThat(Tokens.error(refused)).as(unusable.getKeyID()).isEqualTo("invalid_client_metadata");
            assertThat(refused.body()).contains("2048 to 4096");
        }
    }

    @Test // RFC 7518 §3.3: a weak key beside a good one signs nothing
    void of_several_keys_only_the_usable_ones_sign() throws Exception {
        var generator = java.security.KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var pair = generator.generateKeyPair();
        var weak = new RSAKey.Builder((java.security.interfaces.RSAPublicKey) pair.getPublic()).build();
        var keys = new JWKSet(List.of(key.toPublicJWK(), weak));
        var jws = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), new Payload("{}"));
        jws.sign(new RSASSASigner(pair.getPrivate(), true));
        assertThat(ClientKeys.signed(JWSObject.parse(jws.serialize()), keys)).isFalse();
        var good = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).build(), new Payload("{}"));
        good.sign(new ECDSASigner(key));
        assertThat(ClientKeys.signed(JWSObject.parse(good.serialize()), keys)).isTrue();
    }

    /** A public key with a modulus and an exponent of these many bits. */
    private static RSAKey rsa(String id, int modulus, int exponent) {
        var random = new java.util.Random(modulus);
        var n = new java.math.BigInteger(modulus, random).setBit(modulus - 1).setBit(0);
        var e = new java.math.BigInteger(exponent, random).setBit(exponent - 1).setBit(0);
        return new RSAKey.Builder(
                        com.nimbusds.jose.util.Base64URL.encode(n), com.nimbusds.jose.util.Base64URL.encode(e))
                .keyID(id)
                .build();
    }

    @Test // RFC 7591 §2: an address of keys, by the same rules as every address a stranger names
    void a_client_registers_with_the_address_of_its_keys() {
        var good = registerAt("https://app.example/jwks");
        assertThat(good.statusCode()).as(good.body()).isEqualTo(201);
        assertThat(StrictJson.parse(good.body()).path("jwks_uri").asString()).isEqualTo("https://app.example/jwks");
        for (var bad :
                new String[] {"http://app.example/jwks", "https://app.example:8443/jwks", "file:/etc/passwd", ""}) {
            assertThat(Tokens.error(registerAt(bad))).as(bad).isEqualTo("invalid_client_metadata");
        }
    }

    private HttpResponse<String> registerAt(String address) {
        return server.send(
                "POST",
                "/oauth/register",
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\""
                        + address + "\"}",
                "Content-Type",
                "application/json");
    }

    private HttpResponse<String> register(String jwks) {
        return server.send(
                "POST",
                "/oauth/register",
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":"
                        + jwks + "}",
                "Content-Type",
                "application/json");
    }

    @Test // RFC 8414 §2
    void the_metadata_says_it() {
        var metadata = StrictJson.parse(
                server.get("/.well-known/oauth-authorization-server").body());
        assertThat(metadata.path("token_endpoint_auth_methods_supported").toString())
                .contains("private_key_jwt");
        assertThat(metadata.path("token_endpoint_auth_signing_alg_values_supported")
                        .toString())
                .contains("ES256")
                .doesNotContain("none")
                .doesNotContain("HS256");
    }
}
