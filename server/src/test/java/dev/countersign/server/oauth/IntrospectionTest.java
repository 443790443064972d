package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Declared resources asking about tokens, on both databases. RFC 7662, RFC 9701. */
@ParameterizedClass
@EnumSource(Database.class)
class IntrospectionTest {
    private static final String NOTES = "https://notes.example/mcp";
    private static final String NOTES_SECRET = "a secret:with/+%";
    private static final String WIKI = "https://wiki.example/mcp";
    private static final String MUTE = "https://mute.example/mcp";
    private static final String INACTIVE = "{\"active\":false}";

    @TempDir
    Path folder;

    private final Database database;
    private OAuthServer server;
    private Tokens tokens;

    IntrospectionTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        server = OAuthServer.on(database.url(folder), """
                        servers: { files: { url: 'https://mcp.example.com/mcp' } }
                        resources:
                          https://notes.example/mcp: { name: Notes, secret: 'a secret:with/+%' }
                          https://wiki.example/mcp: { name: Wiki, secret: 'wiki' }
                          https://mute.example/mcp: { name: Mute }
                        clients:
                          reporter: { client_secret: report, grant_types: [client_credentials], resources: [ 'https://notes.example/mcp' ] }
                          web: { client_secret: web, redirect_uris: [ 'https://web.example/cb' ] }
                        """).withOwner();
        tokens = new Tokens(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test // RFC 7662 §2.2, RFC 9068 §2.2, RFC 9396 §9.2, RFC 8693 §4.1; DESIGN Tokens
    void a_resource_learns_who_acts_for_whom_with_what_authority_and_until_when() throws Exception {
        var given = tokens.given(NOTES);
        var token = given.path("access_token").asString();
        var answer = tokens.ask(NOTES, NOTES_SECRET, token);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        var told = Tokens.ok(answer);
        assertThat(told.path("active").asBoolean()).isTrue();
        assertThat(told.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(told.path("aud").asString()).isEqualTo(NOTES);
        assertThat(told.path("sub").asString()).isEqualTo("ow_ada");
        assertThat(told.path("client_id").asString()).isEqualTo("mcp-agent");
        assertThat(told.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(told.path("token_kind").asString()).isEqualTo("client");
        assertThat(told.path("act").path("iss").asString()).isEqualTo(server.issuer());
        assertThat(told.path("act").path("sub_profile").asString()).isEqualTo("ai_agent");
        assertThat(told.path("authorization_details")).isEqualTo(given.path("authorization_details"));
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertThat(told.path("jti").asString()).isEqualTo(claims.getJWTID());
        assertThat(told.path("grant_id").asString()).isEqualTo(claims.getStringClaim("grant_id"));
        assertThat(told.path("exp").asLong())
                .isEqualTo(claims.getExpirationTime().toInstant().getEpochSecond());
        assertThat(told.path("iat").asLong())
                .isEqualTo(claims.getIssueTime().toInstant().getEpochSecond());
        // An independent parser agrees.
        var parsed = TokenIntrospectionSuccessResponse.parse(JSONObjectUtils.parse(answer.body()));
        assertThat(parsed.isActive()).isTrue();
        assertThat(parsed.getSubject().getValue()).isEqualTo("ow_ada");
    }

    @Test // RFC 7662 §2.2: nothing else is said; DESIGN: only about tokens meant for it
    void about_any_other_token_it_learns_that_it_is_not_active_and_nothing_else() {
        var files = tokens.given(server.files());
        var notes = tokens.given(NOTES);
        for (var token : new String[] {
            files.path("access_token").asString(),
            files.path("refresh_token").asString(),
            notes.path("refresh_token").asString(),
            notes.path("access_token").asString() + "x",
            "nonsense",
            "cs_pat_nonsense",
            "e30.e30.e30"
        }) {
            var answer = tokens.ask(NOTES, NOTES_SECRET, token);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).as(token).isEqualTo(INACTIVE);
        }
        assertThat(tokens.ask(WIKI, "wiki", notes.path("access_token").asString())
                        .body())
                .isEqualTo(INACTIVE);
    }

    @Test // RFC 7662 §2.1, §2.3: the caller is authenticated; DESIGN: a client's credentials never can
    void nobody_but_a_declared_resource_may_ask() {
        var token = tokens.given(NOTES).path("access_token").asString();
        for (var wrong : new String[][] {
            {NOTES, "wrong"},
            {NOTES, "wiki"},
            {NOTES, ""},
            {MUTE, ""},
            {MUTE, "anything"},
            {server.files(), NOTES_SECRET},
            {"web", "web"},
            {"reporter", "report"},
            {"mcp-agent", ""}
        }) {
            var answer = tokens.ask(wrong[0], wrong[1], token);
            assertThat(answer.statusCode()).as(wrong[0]).isEqualTo(401);
            assertThat(Tokens.error(answer)).isEqualTo("invalid_client");
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
        }
        assertThat(server.post("/oauth/introspect", Map.of("token", token, "client_id", "mcp-agent"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.post("/oauth/introspect", Map.of("token", token), "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.post("/oauth/introspect", Map.of("token", token)).statusCode())
                .isBetween(400, 401);
        assertThat(server.get("/oauth/introspect?token=" + token).statusCode()).isEqualTo(405);
    }

    @Test // RFC 7662 §2.1
    void a_request_without_a_token_or_with_two_is_wrong() {
        var basic = Tokens.basic(NOTES, NOTES_SECRET);
        assertThat(Tokens.error(server.post("/oauth/introspect", Map.of(), "Authorization", basic)))
                .isEqualTo("invalid_request");
        assertThat(Tokens.error(server.postForm("/oauth/introspect", "token=a&token=b", "Authorization", basic)))
                .isEqualTo("invalid_request");
    }

    @Test // RFC 9701 §5: judged by an independent verifier
    void a_signed_answer_can_be_kept_as_a_proof_and_is_no_token() throws Exception {
        var token = tokens.given(NOTES).path("access_token").asString();
        var accept = "application/token-introspection+jwt";
        var answer = tokens.ask(NOTES, NOTES_SECRET, token, "Accept", accept);
        assertThat(answer.headers().firstValue("Content-Type")).contains(accept);
        var judge = new DefaultJWTProcessor<SecurityContext>();
        judge.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("token-introspection+jwt")));
        var keys = JWKSet.parse(server.get("/.well-known/jwks.json").body());
        judge.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
        var claims = judge.process(answer.body(), null);
        assertThat(claims.getIssuer()).isEqualTo(server.issuer());
        assertThat(claims.getAudience()).containsExactly(NOTES);
        assertThat(claims.getIssueTime()).isNotNull();
        assertThat(claims.getSubject()).isNull();
        assertThat(claims.getExpirationTime()).isNull();
        assertThat(claims.getJSONObjectClaim("token_introspection"))
                .containsEntry("active", true)
                .containsEntry("sub", "ow_ada");
        var other =
                judge.process(tokens.ask(WIKI, "wiki", token, "Accept", accept).body(), null);
        assertThat(other.getJSONObjectClaim("token_introspection")).isEqualTo(Map.of("active", false));
        assertThat(tokens.ask(NOTES, NOTES_SECRET, answer.body()).body()).isEqualTo(INACTIVE);
    }

    @Test // DESIGN Revocation: introspection asks the database
    void what_is_revoked_suspended_or_over_is_not_active_at_the_next_question() {
        var token = tokens.given(NOTES).path("access_token").asString();
        var grant = new GrantId(Tokens.ok(tokens.ask(NOTES, NOTES_SECRET, token))
                .path("grant_id")
                .asString());
        var agent = RevocationKey.of(new ClientId("mcp-agent"));
        server.acts().perform(new Suspend(agent, Optional.empty()), Origin.HOST);
        assertThat(tokens.ask(NOTES, NOTES_SECRET, token).body()).isEqualTo(INACTIVE);
        server.acts().perform(new Resume(agent, Optional.empty()), Origin.HOST);
        assertThat(tokens.ask(NOTES, NOTES_SECRET, token).body()).contains("\"active\":true");
        server.acts().perform(new Revoke(RevocationKey.of(grant), Optional.empty()), Origin.HOST);
        assertThat(tokens.ask(NOTES, NOTES_SECRET, token).body()).isEqualTo(INACTIVE);
        var late = tokens.given(NOTES).path("access_token").asString();
        server.pass(Duration.ofMinutes(5));
        assertThat(tokens.ask(NOTES, NOTES_SECRET, late).body()).isEqualTo(INACTIVE);
    }

    @Test // DESIGN Delegation, Clients: a service acts for itself, and is never mistaken for a person
    void a_service_token_names_the_service() {
        var token = Tokens.ok(server.post(
                        "/oauth/token",
                        Map.of("grant_type", "client_credentials", "client_id", "reporter", "client_secret", "report")))
                .path("access_token")
                .asString();
        var told = Tokens.ok(tokens.ask(NOTES, NOTES_SECRET, token));
        assertThat(told.path("sub").asString()).isEqualTo("client:reporter");
        assertThat(told.path("scope").asString()).isEqualTo("mcp:read");
    }

    @Test // RFC 8707 §3: whoever runs a resource must not be able to use its token elsewhere
    void a_token_for_a_declared_resource_is_for_nothing_else() {
        var query = server.query("resource", "", "scope", "mcp:read")
                + "&resource=" + OAuthServer.encoded(NOTES)
                + "&resource=" + OAuthServer.encoded(server.files());
        var given = tokens.asked(query);
        assertThat(Tokens.text(Tokens.ok(tokens.refresh(Tokens.text(given, "refresh_token"))), "access_token"))
                .satisfies(token -> assertThat(
                                SignedJWT.parse(token).getJWTClaimsSet().getAudience())
                        .containsExactly(server.files()));
        var both = "grant_type=refresh_token&client_id=mcp-agent&refresh_token="
                + Tokens.text(given, "refresh_token") + "&resource=" + OAuthServer.encoded(NOTES) + "&resource="
                + OAuthServer.encoded(server.files());
        assertThat(Tokens.error(server.postForm("/oauth/token", both))).isEqualTo("invalid_target");
        var notes = Tokens.ok(tokens.refresh(Tokens.text(given, "refresh_token"), "resource", NOTES));
        var told = Tokens.ok(tokens.ask(NOTES, NOTES_SECRET, Tokens.text(notes, "access_token")));
        assertThat(told.path("aud").asString()).isEqualTo(NOTES);
        assertThat(told.path("authorization_details").toString()).doesNotContain(server.files());
    }
}
