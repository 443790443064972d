package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A company's identity provider lets an agent in: keys fetched over TLS, a real gateway, all that says who allowed it. */
class EnterpriseTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String PASSWORD = "test-only";

    @TempDir
    static Path folder;

    private static final AtomicReference<ECKey> KEY = new AtomicReference<>();
    private static HttpsServer provider;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        KEY.set(new ECKeyGenerator(Curve.P_256).keyID("k1").generate());
        var store = certificate();
        provider = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        provider.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
        provider.createContext("/jwks", exchange -> {
            var keys = new JWKSet(KEY.get()).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        provider.start();
        server = RunningServer.started(
                """
                servers: { notes: { command: %s } }
                clients:
                  desk: { client_secret: 'desk secret', grant_types: ['%s'] }
                assertions:
                  %s: { jwks: '%s/jwks', owners: { S123: ada } }
                """.formatted(Distribution.exampleNotes(), GRANT, issuer(), issuer()),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Djavax.net.ssl.trustStore=" + store + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD));
        var passphrase = Files.writeString(folder.resolve("passphrase"), Human.PASSPHRASE);
        var created = server.command("owner", "create", "--name", "ada", "--passphrase-file", passphrase.toString());
        assertThat(created.code()).as(created.err()).isZero();
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.stop(0);
    }

    private static String issuer() {
        return "https://localhost:" + provider.getAddress().getPort();
    }

    private static Path certificate() throws IOException, InterruptedException {
        var file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        for (var command : new String[][] {
            {
                keytool,
                "-genkeypair",
                "-alias",
                "idp",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD
            },
            {
                keytool,
                "-exportcert",
                "-alias",
                "idp",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                folder.resolve("idp.der").toString()
            },
            {
                keytool,
                "-importcert",
                "-noprompt",
                "-alias",
                "trusted",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                folder.resolve("idp.der").toString()
            }
        }) {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
        return file;
    }

    private static SSLContext tls(Path store) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** What the identity provider gives for a token exchange (RFC 8693) in which a signed-in S123 asked for an ID-JAG. */
    private static String assertion(String scope) {
        try {
            var now = Instant.now();
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType("oauth-id-jag+jwt"))
                            .keyID(KEY.get().getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer())
                            .subject("S123")
                            .claim("aud", server.issuer())
                            .claim("client_id", "desk")
                            .claim("resource", server.mcp("notes"))
                            .claim("scope", scope)
                            .jwtID(UUID.randomUUID().toString())
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plusSeconds(300)))
                            .build());
            jwt.sign(new ECDSASigner(KEY.get()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> present(String assertion) {
        return Http.form(
                server.issuer() + "/oauth/token",
                Map.of(
                        "grant_type",
                        GRANT,
                        "client_id",
                        "desk",
                        "client_secret",
                        "desk secret",
                        "assertion",
                        assertion));
    }

    private static JsonNode token(String assertion) {
        var answer = present(assertion);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body());
    }

    /** A tool call by a new session, once the server's tools have been seen and stand in a grant. */
    private static String read() {
        return Deadline.await("the notes to be readable", Duration.ofSeconds(60), () -> {
            var mcp = new Mcp(
                    server.mcp("notes"),
                    token(assertion("mcp:read")).path("access_token").asString());
            var tools = mcp.initialized().request("tools/list", "{}").body();
            return tools.contains("read_note") ? Optional.of(tools) : Optional.empty();
        });
    }

    @Test // MCP Enterprise-Managed Authorization; issue 4 §7
    void an_assertion_opens_the_gateway_as_far_as_it_goes_and_once() {
        assertThat(read()).doesNotContain("delete_note");
        var once = assertion("mcp:destructive");
        var answer = token(once);
        assertThat(answer.path("scope").asString())
                .as("the configuration says read")
                .isEqualTo("mcp:read");
        assertThat(answer.has("refresh_token")).isFalse();
        var again = present(once);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("invalid_grant");
    }

    @Test // issue 4 §7: shown as such everywhere
    void every_place_that_shows_the_grant_says_who_asserted_it() {
        var token = token(assertion("mcp:read")).path("access_token").asString();
        var traced = server.command("audit", "trace", token);
        assertThat(traced.code()).as(traced.err()).isZero();
        assertThat(traced.out()).contains("asserted by " + issuer()).contains("grant-asserted");
    }

    @Test // RFC 7517: an exchanged key is found when it is first used, and the old one counts no more
    void a_provider_may_exchange_its_key() throws Exception {
        token(assertion("mcp:read"));
        var old = assertion("mcp:read");
        KEY.set(new ECKeyGenerator(Curve.P_256).keyID("k2").generate());
        Deadline.await(
                "the new key to be fetched, at most every 30 seconds",
                Duration.ofSeconds(60),
                () -> present(assertion("mcp:read")).statusCode() == 200 ? Optional.of(true) : Optional.empty());
        assertThat(present(old).statusCode()).isEqualTo(400);
    }
}
