package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What a guarded server is told of a caller to whom work was handed on twice, and that nobody can do anything with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvidenceTest {
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String SECRET = "a things secret";

    private final Things things = new Things();
    private final RunningServer server = RunningServer.configured("""
            servers: { things: { url: '%1$s', context: on } }
            resources: { '%1$s': { name: Things, secret: '%2$s' } }
            clients:
              planner: { redirect_uris: [ "http://127.0.0.1/callback" ] }
              researcher: { client_secret: researcher, grant_types: [ "%3$s" ] }
              reader: { client_secret: reader, grant_types: [ "%3$s" ] }
            """.formatted(things.url(), SECRET, EXCHANGE));
    private String planner = "";
    private String researcher = "";
    private String reader = "";

    @BeforeAll
    void work_is_handed_on_twice() {
        planner = planner();
        researcher = token(exchange("researcher", planner, ACCESS_TOKEN));
        reader = token(exchange("reader", researcher, ACCESS_TOKEN));
    }

    @AfterAll
    void all_ends() {
        server.close();
        things.close();
    }

    /** The context of a call of the reader's. */
    private String context() {
        HttpResponse<String> answer =
                new Mcp(server.mcp("things"), reader).initialized().call("look", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return things.context();
    }

    @Test // issue 5.8, DESIGN Delegation: the whole chain, newest outermost, of grants that real exchanges made
    void the_guarded_server_is_told_every_hop_down_from_the_human() throws Exception {
        JWTClaimsSet told = verified(context());

        JsonNode claims = Http.JSON.readTree(told.toString());
        List<String> hops = List.of(reader, researcher, planner);
        List<JsonNode> chain = chain(claims);
        assertThat(chain)
                .extracting(hop -> hop.path("client_id").asString())
                .containsExactly("reader", "researcher", "planner");
        assertThat(chain)
                .extracting(hop -> hop.path("grant_id").asString())
                .containsExactlyElementsOf(hops.stream()
                        .map(hop -> claims(hop).path("grant_id").asString())
                        .toList());
        assertThat(chain)
                .extracting(hop -> hop.path("sub").asString())
                .as("as the token itself says who acts")
                .containsExactlyElementsOf(chain(claims(reader)).stream()
                        .map(hop -> hop.path("sub").asString())
                        .toList());
        assertThat(told.getSubject()).isEqualTo(claims(planner).path("sub").asString());
        assertThat(told.getStringClaim("txn"))
                .isEqualTo(claims(planner).path("grant_id").asString());
        assertThat(told.getStringClaim("token"))
                .isEqualTo(claims(reader).path("jti").asString());
    }

    @Test // DESIGN Delegation: evidence, not a credential
    void nobody_is_let_in_with_it() {
        String context = context();
        for (String mcp : List.of(server.mcp("things"), server.issuer() + "/mcp")) {
            HttpResponse<String> refused =
                    new Mcp(mcp, context).post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            assertThat(refused.statusCode()).as(mcp).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
        }
        for (String path : List.of("/v1/grants", "/v1/activity", "/ledger/tile/entries/000.p/1")) {
            assertThat(Http.send(Http.to(server.issuer() + path).header("Authorization", "Bearer " + context))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test // DESIGN Delegation; RFC 8693 §2.2.2, RFC 7523 §3: it is no token of any type to exchange, nor an assertion
    void nothing_is_given_for_it() {
        String context = context();
        for (String type : List.of(ACCESS_TOKEN, JWT)) {
            refused(exchange("researcher", context, type));
            refused(exchange(
                    "reader", researcher, ACCESS_TOKEN, Map.of("actor_token", context, "actor_token_type", type)));
        }
        refused(post("reader", "/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", context)));
        refused(post(
                "reader",
                "/oauth/token",
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", context)));
        refused(Http.form(
                server.issuer() + "/oauth/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        context)));
    }

    @Test // RFC 7662 §2.2, DESIGN Delegation: not even the server it was made for learns that it lives
    void introspection_knows_no_such_token_and_revocation_ends_nothing_with_it() {
        String context = context();
        assertThat(introspected(context)).isEqualTo("{\"active\":false}");

        assertThat(post("reader", "/oauth/revoke", Map.of("token", context)).statusCode())
                .isEqualTo(200);
        assertThat(context()).as("the reader still works").isNotEmpty();
    }

    private String introspected(String token) {
        HttpResponse<String> answer = post(
                URLEncoder.encode(things.url(), StandardCharsets.UTF_8),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                "/oauth/introspect",
                Map.of("token", token));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Checks a context as an upstream does: key, type, issuer, audience, time. */
    private JWTClaimsSet verified(String context) throws Exception {
        JWKSet keys = JWKSet.parse(
                Http.get(server.issuer() + "/.well-known/jwks.json").body());
        DefaultJWTProcessor<SecurityContext> judge = new DefaultJWTProcessor<>();
        judge.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("countersign-context+jwt")));
        judge.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
        judge.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                things.url(),
                new JWTClaimsSet.Builder().issuer(server.issuer()).build(),
                Set.of("sub", "act", "txn", "iat", "exp", "jti")));
        return judge.process(context, null);
    }

    private static List<JsonNode> chain(JsonNode claims) {
        List<JsonNode> chain = new ArrayList<>();
        for (JsonNode hop = claims.path("act"); hop.isObject(); hop = hop.path("act")) {
            chain.add(hop);
        }
        return chain;
    }

    private static JsonNode claims(String token) {
        try {
            return Http.JSON.readTree(SignedJWT.parse(token).getPayload().toString());
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    /** A human lets the planner look, and hand that on twice. */
    private String planner() {
        try (Agent agent = new Agent(server, "planner");
                Forms ada = new Forms()) {
            ada.setsUp(server);
            HttpResponse<String> page = ada.open(agent.authorizeUrl(server.mcp("things"), Map.of("scope", "mcp:read")));
            ada.fill(
                    page.uri().getPath().startsWith("/login")
                            ? ada.fill(
                                    page, Map.of("name", "ada", "passphrase", Human.PASSPHRASE, "with", "passphrase"))
                            : page,
                    Map.of(
                            "access",
                            "read",
                            "until",
                            "PT1H",
                            "delegate_depth",
                            "2",
                            "delegate_to",
                            "researcher reader",
                            "passphrase",
                            Human.PASSPHRASE,
                            "decision",
                            "approve"));
            return agent.tokens(agent.answer().code()).path("access_token").asString();
        }
    }

    private HttpResponse<String> exchange(String client, String subject, String type) {
        return exchange(client, subject, type, Map.of());
    }

    private HttpResponse<String> exchange(String client, String subject, String type, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("grant_type", EXCHANGE);
        form.put("subject_token", subject);
        form.put("subject_token_type", type);
        return post(client, "/oauth/token", form);
    }

    /** A request of a client whose secret is its name. */
    private HttpResponse<String> post(String client, String path, Map<String, String> form) {
        return post(client, client, path, form);
    }

    private HttpResponse<String> post(String id, String secret, String path, Map<String, String> form) {
        String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return Http.send(Http.to(server.issuer() + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString(Http.encode(form))));
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        assertThat(answer.body()).contains("\"error\"").doesNotContain("access_token\":");
    }

    private static String token(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body()).path("access_token").asString();
    }
}
