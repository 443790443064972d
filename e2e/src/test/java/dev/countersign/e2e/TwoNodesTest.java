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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two server processes on one PostgreSQL: what one does holds at the other. Issue 4, proof. */
class TwoNodesTest {
    private static final String BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Map<String, String> APPROVAL =
            Map.of("access", "write", "until", "PT1H", "passphrase", Human.PASSPHRASE, "decision", "approve");

    @TempDir
    static Path folder;

    private static final Things things = new Things();
    private static final Forms ada = new Forms();
    private static EmbeddedPostgres database;
    private static ECKey key;
    private static RunningServer first;
    private static RunningServer second;
    private static Agent agent;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedPostgres.builder().start();
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        var keys = Files.writeString(
                folder.resolve("jwks.json"), new JWKSet(key).toPublicJWKSet().toString());
        first = RunningServer.started(
                """
                store: '%s'
                trusted-proxies: [127.0.0.1/32, '::1/128']
                servers: { things: { url: '%s' } }
                clients:
                  robot: { jwks: '%s', grant_types: [client_credentials] }
                  desk: { client_secret: 'desk secret', grant_types: ['%s'] }
                assertions: { https://idp.example: { jwks: '%s', owners: { S123: ada } } }
                """.formatted(database.getJdbcUrl("postgres", "postgres"), things.url(), keys, BEARER, keys.toUri()),
                Map.of("COUNTERSIGN_KEY", Base64.getEncoder().encodeToString(new byte[32])));
        ada.setsUp(first);
        second = RunningServer.beside(first);
        agent = new Agent(first);
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
        second.close();
        first.close();
        ada.close();
        things.close();
        database.close();
    }

    private static String code() {
        var answer = ada.fill(ada.open(agent.authorizeUrl(first.mcp("things"))), APPROVAL);
        assertThat(answer.body()).as(answer.body()).contains("You may close this page");
        return agent.answer().code();
    }

    private static Map<String, String> redemption(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "mcp-agent",
                "code",
                code,
                "redirect_uri",
                agent.redirect(),
                "code_verifier",
                agent.verifier());
    }

    private static Map<String, String> refreshing(String token) {
        return Map.of("grant_type", "refresh_token", "client_id", "mcp-agent", "refresh_token", token);
    }

    private static HttpResponse<String> token(RunningServer at, Map<String, String> form) {
        return Http.form(at.address() + "/oauth/token", form);
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body());
    }

    @Test
    void backup_says_how_a_shared_store_is_backed_up() throws Exception { // issue 6, issue 3.8: backups
        var file = folder.resolve("backup.zip");
        var refused = first.command("backup", file.toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("this store is PostgreSQL", "pg_dump --format=custom", "pg_restore", "master key")
                .doesNotContain("\tat ");
        assertThat(file).doesNotExist();
    }

    private static JsonNode tokens() {
        return ok(token(first, redemption(code())));
    }

    private static String access(JsonNode tokens) {
        return tokens.path("access_token").asString();
    }

    private static Mcp at(RunningServer node, JsonNode tokens) {
        return new Mcp(node.address() + "/mcp/things", access(tokens));
    }

    /** The same at both nodes at the same moment. */
    private static List<HttpResponse<String>> raced(Function<RunningServer, HttpResponse<String>> request) {
        var together = new CyclicBarrier(2);
        return List.of(first, second).stream()
                .map(node -> CompletableFuture.supplyAsync(() -> {
                    try {
                        together.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return request.apply(node);
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static void exactlyOne(List<HttpResponse<String>> answers) {
        assertThat(answers.stream().map(HttpResponse::statusCode))
                .as(answers.stream().map(HttpResponse::body).toList().toString())
                .containsExactlyInAnyOrder(200, 400);
    }

    @Test // DESIGN Revocation; BEHAVIOURS B: writes at once everywhere, reads within one second
    void a_revocation_at_one_node_is_felt_at_the_other() {
        var tokens = tokens();
        var mcp = at(second, tokens).initialized();
        assertThat(mcp.call("look", "{}").statusCode()).isEqualTo(200);
        assertThat(mcp.call("change", "{}").statusCode()).isEqualTo(200);

        var revoked = Http.form(
                first.address() + "/oauth/revoke",
                Map.of(
                        "client_id",
                        "mcp-agent",
                        "token",
                        tokens.path("refresh_token").asString()));
        assertThat(revoked.statusCode()).isEqualTo(200);
        var since = System.nanoTime();

        assertThat(mcp.call("change", "{}").statusCode()).as("a write, at once").isEqualTo(401);
        Deadline.await("reads to be refused", Duration.ofSeconds(5), () -> {
            var begun = Duration.ofNanos(System.nanoTime() - since);
            if (mcp.call("look", "{}").statusCode() == 401) return Optional.of(true);
            assertThat(begun)
                    .as("a read that was let through began so long after")
                    .isLessThan(Duration.ofSeconds(1));
            return Optional.empty();
        });
        assertThat(token(second, refreshing(tokens.path("refresh_token").asString()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test // RFC 6749 §4.1.2, RFC 9700 §2.1.1
    void a_code_that_both_nodes_race_for_is_redeemed_once() {
        for (var round = 0; round < 3; round++) {
            var code = code();
            exactlyOne(raced(node -> token(node, redemption(code))));
        }
    }

    @Test // RFC 8628 §3.5
    void a_device_code_that_both_nodes_race_for_is_redeemed_once() {
        var asked = ok(Http.form(
                second.address() + "/oauth/device_authorization",
                Map.of("client_id", "mcp-agent", "resource", first.mcp("things"), "scope", "mcp:read")));
        var decided = ada.fill(
                ada.open(URI.create(asked.path("verification_uri_complete").asString())), APPROVAL);
        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        var poll = Map.of(
                "grant_type",
                DEVICE,
                "client_id",
                "mcp-agent",
                "device_code",
                asked.path("device_code").asString());
        exactlyOne(raced(node -> token(node, poll)));
    }

    @Test // DESIGN Tokens: any node gives siblings the same successor
    void both_nodes_give_siblings_the_same_successor() {
        var before = tokens().path("refresh_token").asString();
        for (var round = 0; round < 3; round++) {
            var presented = before;
            var successors = raced(node -> token(node, refreshing(presented))).stream()
                    .map(answer -> ok(answer).path("refresh_token").asString())
                    .distinct()
                    .toList();
            assertThat(successors).hasSize(1);
            before = successors.getFirst();
        }
        var later = before;
        var successor = ok(token(first, refreshing(later))).path("refresh_token");
        assertThat(ok(token(second, refreshing(later))).path("refresh_token")).isEqualTo(successor);
    }

    @Test // RFC 9449 §11.1, RFC 7523 §3 rule 7: what counts once counts once on all nodes
    void a_proof_and_an_assertion_count_once_on_both_nodes() {
        var proof = signed(
                "dpop+jwt",
                new JWTClaimsSet.Builder().claim("htm", "POST").claim("htu", first.issuer() + "/oauth/token"));
        var refresh = tokens().path("refresh_token").asString();
        assertThat(proving(first, refresh, proof).statusCode()).isEqualTo(200);
        assertThat(proving(second, refresh, proof).body()).contains("invalid_dpop_proof");

        var client = new HashMap<>(Map.of(
                "grant_type", "client_credentials",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                        signed(
                                "JWT",
                                new JWTClaimsSet.Builder()
                                        .issuer("robot")
                                        .subject("robot")
                                        .claim("aud", first.issuer()))));
        ok(token(first, client));
        assertThat(token(second, client).body()).contains("invalid_client");

        var identity = Map.of(
                "grant_type",
                BEARER,
                "client_id",
                "desk",
                "client_secret",
                "desk secret",
                "assertion",
                signed(
                        "oauth-id-jag+jwt",
                        new JWTClaimsSet.Builder()
                                .issuer("https://idp.example")
                                .subject("S123")
                                .claim("aud", first.issuer())
                                .claim("client_id", "desk")
                                .claim("resource", first.mcp("things"))));
        exactlyOne(raced(node -> token(node, identity)));
    }

    private static HttpResponse<String> proving(RunningServer at, String refresh, String proof) {
        return Http.send(Http.to(at.address() + "/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("DPoP", proof)
                .POST(BodyPublishers.ofString(Http.encode(refreshing(refresh)))));
    }

    private static String signed(String type, JWTClaimsSet.Builder claims) {
        try {
            var now = Instant.now();
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .keyID("k1");
            if (type.equals("dpop+jwt")) header.jwk(key.toPublicJWK());
            var jwt = new SignedJWT(
                    header.build(),
                    claims.jwtID(UUID.randomUUID().toString())
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plusSeconds(60)))
                            .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test // DESIGN Gateway: Mcp-Session-Id is sealed (grant, server, upstream session), so any node can go on
    void a_session_goes_on_at_the_other_node() {
        var tokens = tokens();
        var mcp = at(first, tokens).initialized();
        assertThat(mcp.call("look", "{}").statusCode()).isEqualTo(200);
        var moved = mcp.movedTo(second.address() + "/mcp/things");
        assertThat(moved.call("look", "{}").body()).contains("done");
        assertThat(things.sessions()).endsWith("things-1", "things-1");
    }
}
