package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.countersign.acts.Narrow;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Identity assertions (ID-JAG: draft-ietf-oauth-identity-assertion-authz-grant §6; MCP Enterprise-Managed Authorization). */
@ParameterizedClass
@EnumSource(Database.class)
class JwtBearerTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final OwnerId ADA = new OwnerId("ow_ada");

    @TempDir
    Path folder;

    private final Database database;
    private final IdentityProvider provider = new IdentityProvider("k1");
    private OAuthServer server;
    private OAuthServer other;

    JwtBearerTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        var jwks = Files.writeString(folder.resolve("idp.json"), provider.jwks());
        var config = """
                servers:
                  files: { url: 'https://mcp.example.com/mcp' }
                  vault: { url: 'https://vault.example.com/mcp', owners: { bob: read } }
                  ledger: { url: 'https://ledger.example.com/mcp' }
                clients:
                  desk: { client_secret: 'desk secret', grant_types: ['%1$s', refresh_token], resources: [ 'ISSUER/mcp/files', 'ISSUER/mcp/vault', 'ISSUER/v1' ] }
                  other: { client_secret: 'other secret', grant_types: ['%1$s'] }
                  web: { client_secret: web, redirect_uris: [ 'https://web.example/cb' ] }
                assertions:
                  https://idp.example: { jwks: '%2$s', owners: { S123: ada, S9: nobody }, access: write, until: PT1H }
                """.formatted(GRANT, jwks.toUri());
        var url = database.url(folder);
        server = OAuthServer.on(url, config).withOwner();
        other = database == Database.POSTGRESQL ? OAuthServer.beside(server, url, config) : server;
    }

    @AfterEach
    void stop() {
        if (other != server) other.close();
        server.close();
    }

    private HttpResponse<String> token(OAuthServer at, String assertion, String... more) {
        return send(at, assertion, Map.of(), more);
    }

    private HttpResponse<String> send(OAuthServer at, String assertion, Map<String, String> headers, String... more) {
        var form = new HashMap<>(Map.of(
                "grant_type", GRANT, "client_id", "desk", "client_secret", "desk secret", "assertion", assertion));
        for (var i = 0; i < more.length; i += 2) form.put(more[i], more[i + 1]);
        return at.post(
                "/oauth/token",
                form,
                headers.entrySet().stream()
                        .flatMap(header -> java.util.stream.Stream.of(header.getKey(), header.getValue()))
                        .toArray(String[]::new));
    }

    private String good() {
        return provider.assertion(server, claims -> {});
    }

    private JsonNode given(String... more) {
        return Tokens.ok(token(server, good(), more));
    }

    private void refused(String error, Consumer<ObjectNode> change) {
        assertThat(Tokens.error(token(server, provider.assertion(server, change))))
                .isEqualTo(error);
    }

    private static SignedJWT jwt(JsonNode answer) {
        try {
            return SignedJWT.parse(answer.path("access_token").asString());
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private Grant grant(JsonNode answer) {
        try {
            var id = new GrantId(jwt(answer).getJWTClaimsSet().getStringClaim("grant_id"));
            return server.acts().read(tx -> tx.grants().find(id)).orElseThrow();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test // draft-ietf-oauth-identity-assertion-authz-grant §6; RFC 9068 §2.2
    void an_assertion_becomes_a_token_for_its_owner_at_its_resource() throws Exception {
        var answer = given();
        var claims = jwt(answer).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(ADA.value());
        assertThat(claims.getStringClaim("client_id")).isEqualTo("desk");
        assertThat(claims.getAudience()).containsExactly(server.files());
        assertThat(claims.getClaim("amr")).as("no human was seen").isNull();
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
    }

    @Test // the draft's §6: the resource server asks the identity provider again, so there is no refresh token
    void there_is_no_refresh_token_even_for_a_client_that_may_refresh() {
        assertThat(given().has("refresh_token")).isFalse();
    }

    @Test // DESIGN "Everything is a grant": Asserted(issuer, jti), its own act and event
    void the_grant_says_who_asserted_it_and_so_does_the_ledger() {
        var grant = grant(Tokens.ok(token(server, provider.assertion(server, claims -> claims.put("jti", "first")))));
        assertThat(grant.approval()).isInstanceOfSatisfying(Approval.Asserted.class, asserted -> {
            assertThat(asserted.issuer()).isEqualTo(IdentityProvider.ISSUER);
            assertThat(asserted.jti()).isEqualTo("first");
        });
        assertThat(grant.until()).isEqualTo(server.now().plus(Duration.ofHours(1)));
        assertThat(grant.delegation().depth()).isZero();
        var events = server.acts().read(tx -> tx.events().ofGrant(grant.id().value(), 9));
        assertThat(events).singleElement().satisfies(stored -> {
            assertThat(stored.entry().kind()).isEqualTo("grant-asserted");
            assertThat(stored.entry().body()).contains("\"first\"");
        });
    }

    @Test // ID-JAG §6, RFC 7523 §3: each rule by itself
    void an_assertion_that_is_wrong_anywhere_is_refused() {
        var now = server.now().getEpochSecond();
        refused("invalid_grant", c -> c.put("iss", "https://other.example"));
        refused("invalid_grant", c -> c.put("iss", server.issuer()));
        refused("invalid_grant", c -> c.remove("iss"));
        refused("invalid_grant", c -> c.put("sub", "S124"));
        refused("invalid_grant", c -> c.put("sub", "S9"));
        refused("invalid_grant", c -> c.put("sub", "ada"));
        refused("invalid_grant", c -> c.remove("sub"));
        refused("invalid_grant", c -> c.put("aud", server.issuer() + "/oauth/token"));
        refused("invalid_grant", c -> c.putArray("aud").add(server.issuer()).add("https://b.example"));
        refused("invalid_grant", c -> c.remove("aud"));
        refused("invalid_grant", c -> c.put("client_id", "other"));
        refused("invalid_grant", c -> c.remove("client_id"));
        refused("invalid_grant", c -> c.put("exp", now - 61));
        refused("invalid_grant", c -> c.put("exp", now + 86_400));
        refused("invalid_grant", c -> c.put("exp", "soon"));
        refused("invalid_grant", c -> c.remove("exp"));
        refused("invalid_grant", c -> c.put("iat", now + 600));
        refused("invalid_grant", c -> c.remove("iat"));
        refused("invalid_grant", c -> c.put("nbf", now + 600));
        refused("invalid_grant", c -> c.remove("jti"));
        refused("invalid_grant", c -> c.remove("resource"));
        refused("invalid_grant", c -> c.put("resource", 7));
        refused("invalid_grant", c -> c.put("scope", "mail:send"));
        refused("invalid_grant", c -> c.putObject("act").put("sub", "somebody"));
        refused("invalid_target", c -> c.put("resource", "https://elsewhere.example/mcp"));
        refused("invalid_target", c -> c.put("resource", server.issuer() + "/v1"));
        refused("invalid_target", c -> c.put("resource", server.issuer() + "/mcp/ledger"));
        refused(
                "invalid_authorization_details",
                c -> c.putArray("authorization_details").addObject().put("type", "other"));
        Tokens.ok(token(
                server, provider.assertion(server, c -> c.putArray("aud").add(server.issuer()))));
    }

    @Test // ID-JAG §3: typ; RFC 8725 §3.1, §3.11
    void only_an_id_jag_with_a_signature_of_its_issuer_counts() {
        assertThat(Tokens.error(token(server, provider.assertion("JWT", server, c -> {}))))
                .isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(server, provider.assertion("at+jwt", server, c -> {}))))
                .isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(server, new IdentityProvider("k1").assertion(server, c -> {}))))
                .isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(server, "nonsense"))).isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(server, good() + "x"))).isEqualTo("invalid_grant");
        var parts = good().split("\\.", -1);
        assertThat(Tokens.error(
                        token(server, "eyJhbGciOiJub25lIiwidHlwIjoib2F1dGgtaWQtamFnK2p3dCJ9." + parts[1] + ".")))
                .isEqualTo("invalid_grant");
        Tokens.ok(token(server, provider.assertion("application/oauth-id-jag+jwt", server, c -> {})));
    }

    @Test // RFC 7523 §3 rule 7: used up on every node, and only by a request that was answered
    void an_assertion_counts_once_on_every_node() {
        var assertion = good();
        assertThat(Tokens.error(token(server, assertion, "scope", "mcp:destructive")))
                .isEqualTo("invalid_scope");
        Tokens.ok(token(server, assertion));
        assertThat(Tokens.error(token(server, assertion))).isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(other, assertion))).isEqualTo("invalid_grant");
    }

    @Test // ID-JAG §6: the client authenticates, and the assertion is its own
    void only_the_client_it_was_made_for_may_present_it() {
        assertThat(Tokens.error(token(server, good(), "client_secret", "wrong")))
                .isEqualTo("invalid_client");
        assertThat(Tokens.error(token(server, good(), "client_id", "other", "client_secret", "other secret")))
                .isEqualTo("invalid_grant");
        assertThat(Tokens.error(token(server, good(), "client_id", "web", "client_secret", "web")))
                .isEqualTo("unauthorized_client");
        var builtIn = Map.of("grant_type", GRANT, "client_id", "mcp-agent", "assertion", good());
        assertThat(Tokens.error(server.post("/oauth/token", builtIn))).isEqualTo("unauthorized_client");
        assertThat(Tokens.error(server.post(
                        "/oauth/token",
                        Map.of("grant_type", GRANT, "client_id", "desk", "client_secret", "desk secret"))))
                .isEqualTo("invalid_request");
    }

    @Test // REQUIREMENTS 1.5: scope only narrows: the assertion, the operator's limit, the owner and the request
    void what_is_given_is_the_least_of_all_words() {
        assertThat(scope(claims -> claims.put("scope", "mcp:read"))).isEqualTo("mcp:read");
        assertThat(scope(claims -> claims.put("scope", "mcp:destructive"))).isEqualTo("mcp:read mcp:write");
        assertThat(given("scope", "mcp:read").path("scope").asString()).isEqualTo("mcp:read");
        assertThat(Tokens.error(token(
                        server,
                        provider.assertion(server, claims -> claims.put("scope", "mcp:read")),
                        "scope",
                        "mcp:write")))
                .isEqualTo("invalid_scope");
        assertThat(Tokens.error(token(server, good(), "resource", server.issuer() + "/mcp/vault")))
                .isEqualTo("invalid_target");
        // Ada has nothing at the vault.
        refused("invalid_scope", claims -> claims.put("resource", server.issuer() + "/mcp/vault"));
        var one = Tokens.ok(token(server, provider.assertion(server, claims -> {
            var details = claims.putArray("authorization_details").addObject().put("type", "mcp");
            details.putArray("locations").add(server.files());
            details.putArray("actions").add("read");
            details.putArray("tools").add("read_file");
        })));
        assertThat(one.path("authorization_details").toString()).contains("read_file");
    }

    private String scope(Consumer<ObjectNode> change) {
        return Tokens.ok(token(server, provider.assertion(server, change)))
                .path("scope")
                .asString();
    }

    @Test // ID-JAG §6: cnf.jkt needs a proof of that key; RFC 9449 §5
    void an_assertion_bound_to_a_key_needs_its_proof() {
        var holder = new KeyHolder();
        Consumer<ObjectNode> bound = claims -> claims.putObject("cnf").put("jkt", holder.thumbprint());
        refused("invalid_grant", bound);
        assertThat(Tokens.error(proving(new KeyHolder(), provider.assertion(server, bound))))
                .isEqualTo("invalid_grant");
        refused("invalid_grant", claims -> claims.putObject("cnf").put("x5t#S256", "abc"));
        var answer = Tokens.ok(proving(holder, provider.assertion(server, bound)));
        assertThat(answer.path("token_type").asString()).isEqualTo("DPoP");
        assertThat(grant(answer).device()).isPresent();
    }

    private HttpResponse<String> proving(KeyHolder holder, String assertion) {
        var proof = holder.proof(server.issuer() + "/oauth/token", server.now());
        return send(server, assertion, Map.of("DPoP", proof));
    }

    @Test // DESIGN assertions.until: what is asserted alike goes on with its grant, so sessions and programs live on
    void assertions_of_the_same_go_on_with_one_grant_until_it_ends() {
        var first = grant(given());
        assertThat(grant(given()).id()).isEqualTo(first.id());
        assertThat(grant(Tokens.ok(token(other, good()))).id()).isEqualTo(first.id());
        assertThat(grant(Tokens.ok(
                                token(server, provider.assertion(server, claims -> claims.put("scope", "mcp:read")))))
                        .id())
                .isNotEqualTo(first.id());
        server.pass(Duration.ofHours(1));
        assertThat(grant(given()).id()).isNotEqualTo(first.id());
    }

    @Test // BEHAVIOURS B: narrowing is felt and stays
    void a_grant_that_its_owner_narrowed_stays_narrow() {
        var grant = grant(given());
        var less = grant.authority().meet(Authority.everything(server.files(), Access.READ));
        server.acts()
                .perform(
                        new Narrow(grant.id(), less, Set.of(), grant.until(), Optional.empty(), Optional.of(ADA)),
                        Origin.HOST);
        assertThat(given().path("scope").asString()).isEqualTo("mcp:read");
    }

    @Test // DESIGN "Revocation is one row": an assertion opens nothing that somebody stopped
    void who_is_suspended_gets_nothing_and_who_was_revoked_begins_anew() {
        var grant = grant(given());
        server.acts().perform(new Suspend(RevocationKey.of(grant.id()), Optional.of(ADA)), Origin.HOST);
        refused("invalid_grant", claims -> {});
        server.acts().perform(new Revoke(RevocationKey.of(ADA), Optional.of(ADA)), Origin.HOST);
        server.pass(Duration.ofSeconds(1));
        assertThat(grant(given()).id()).isNotEqualTo(grant.id());
        server.acts().perform(new Suspend(RevocationKey.of(ADA), Optional.of(ADA)), Origin.HOST);
        assertThat(Tokens.error(token(other, good()))).isEqualTo("invalid_grant");
    }

    @Test // RFC 8414 §2; ID-JAG §7.2
    void the_metadata_says_it_only_where_somebody_is_trusted() throws Exception {
        assertThat(metadata(server).path("grant_types_supported").toString()).contains(GRANT);
        assertThat(metadata(server)
                        .path("authorization_grant_profiles_supported")
                        .toString())
                .isEqualTo("[\"urn:ietf:params:oauth:grant-profile:id-jag\"]");
        var folder = Files.createDirectory(this.folder.resolve("plain"));
        try (var plain = new OAuthServer(folder, "servers: { files: { command: [ \"true\" ] } }")) {
            assertThat(metadata(plain).path("grant_types_supported").toString()).doesNotContain(GRANT);
            assertThat(metadata(plain).has("authorization_grant_profiles_supported"))
                    .isFalse();
            assertThat(Tokens.error(plain.post("/oauth/token", Map.of("grant_type", GRANT, "assertion", "x"))))
                    .isEqualTo("unsupported_grant_type");
        }
    }

    private static JsonNode metadata(OAuthServer of) {
        return StrictJson.parse(
                of.get("/.well-known/oauth-authorization-server").body());
    }
}
