package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import dev.countersign.store.Events;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The device authorization grant over HTTP, on both databases. */
@ParameterizedClass
@EnumSource(Database.class)
class DeviceGrantTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration DAY = Duration.ofDays(1);
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' } }
            clients:
              editor: { redirect_uris: [ 'https://editor.example/cb' ] }
              builder: { client_secret: 'build it', grant_types: [ 'urn:ietf:params:oauth:grant-type:device_code' ] }
            """;

    private final Database database;

    @TempDir
    private Path folder;

    private OAuthServer server;

    DeviceGrantTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        server = OAuthServer.on(database.url(folder), CONFIG).withOwner();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String... changes) {
        return server.post(
                "/oauth/device_authorization",
                changed(Map.of("client_id", "mcp-agent", "resource", server.files(), "scope", "mcp:read"), changes));
    }

    private HttpResponse<String> poll(String code, String... changes) {
        return server.post(
                "/oauth/token",
                changed(Map.of("client_id", "mcp-agent", "grant_type", GRANT, "device_code", code), changes));
    }

    private static Map<String, String> changed(Map<String, String> form, String... changes) {
        var all = new HashMap<>(form);
        for (var i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) all.remove(changes[i]);
            else all.put(changes[i], changes[i + 1]);
        }
        return all;
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.parse(answer.body());
    }

    private static void refused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var body = StrictJson.parse(answer.body());
        assertThat(body.path("error").asString()).as(answer.body()).isEqualTo(error);
        assertThat(body.path("error_description").asString()).isNotEmpty();
        assertThat(body.has("access_token")).isFalse(); // BEHAVIOURS A1.11: no bearer on any error
        assertThat(body.has("device_code")).isFalse();
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private String code(String... changes) {
        return ok(ask(changes)).path("device_code").asString();
    }

    private List<String> log() {
        return server.acts().read(tx -> tx.events().after(0, 1000)).stream()
                .map(Events.Stored::entry)
                .map(Events.Entry::kind)
                .toList();
    }

    @Test
    void the_answer_has_two_codes_that_do_not_tell_each_other() { // RFC 8628 §3.2, BEHAVIOURS A1.8, AW.1, AW.6, AW.8
        var response = ask();
        var answer = ok(response);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        var device = answer.path("device_code").asString();
        var user = answer.path("user_code").asString();
        assertThat(device).matches("cs_dc_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
        assertThat(user).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}"); // RFC 8628 §6.1
        assertThat(answer.path("verification_uri").asString()).isEqualTo(server.issuer() + "/device");
        assertThat(answer.path("verification_uri_complete").asString())
                .isEqualTo(server.issuer() + "/device?user_code=" + user)
                .doesNotContain(device);
        assertThat(answer.path("expires_in").asInt()).isEqualTo(600);
        assertThat(answer.path("interval").asInt()).isEqualTo(5);
        var stored = server.device(device).ask();
        assertThat(stored.toString()).doesNotContain(device); // BEHAVIOURS AW.6
    }

    @Test // BEHAVIOURS A1.3, AW.3, AW.5
    void an_approved_request_becomes_a_token_bound_to_its_grant_and_resource() throws Exception {
        var code = code("scope", "mcp:read offline_access");
        refused(poll(code), 400, "authorization_pending");
        var grant = server.approveDevice(code, Access.WRITE, DAY);
        server.pass(Duration.ofSeconds(5));
        var answer = ok(poll(code));
        var claims = SignedJWT.parse(answer.path("access_token").asString()).getJWTClaimsSet();
        assertThat(claims.getStringClaim("token_kind")).isEqualTo("client");
        assertThat(claims.getStringClaim("grant_id")).isEqualTo(grant.id().value());
        assertThat(claims.getAudience()).containsExactly(server.files());
        assertThat(answer.path("expires_in").asLong()).isEqualTo(300);
        assertThat(answer.path("scope").asString()).contains("offline_access");
        assertThat(answer.path("refresh_token").asString()).startsWith("cs_rt_");
        assertThat(log()).endsWith("ask", "approve", "redeem-device");
    }

    @Test
    void the_kind_of_a_request_is_stored_and_nothing_is_logged_before_a_human_opens_it() { // BEHAVIOURS A1.2, AW.11
        var before = log();
        var ask = server.device(code()).ask();
        assertThat(ask.kind().wire()).isEqualTo("client");
        assertThat(ask.transport()).isEqualTo("device");
        assertThat(ask.owner()).isEmpty();
        assertThat(log()).isEqualTo(before);
        server.opened(code());
        assertThat(log()).endsWith("ask");
    }

    @Test
    void a_request_that_says_too_little_is_refused_and_never_becomes_another() { // BEHAVIOURS A1.6, A1.9, AW.3,
        // AW.9, AW.10, AW.14
        refused(ask("resource", ""), 400, "invalid_request");
        refused(ask("scope", ""), 400, "invalid_request");
        refused(ask("resource", "", "scope", ""), 400, "invalid_request");
        refused(ask("profile", "legacy"), 400, "invalid_request");
        refused(ask("resource", server.issuer() + "/v1"), 400, "invalid_target");
        refused(ask("resource", "https://elsewhere.example/mcp"), 400, "invalid_target"); // BEHAVIOURS AW.3
        refused(ask("scope", "everything"), 400, "invalid_scope");
        refused(ask("authorization_details", "[{"), 400, "invalid_authorization_details");
        refused(ask("client_id", ""), 400, "invalid_request");
        refused(
                ask("client_id", "https://no.document.example"),
                401,
                "invalid_client"); // AW.14: a registered error code
        refused(ask("client_id", "nobody"), 401, "invalid_client"); // BEHAVIOURS AW.9
    }

    @Test // BEHAVIOURS A1.1, A1.6
    void an_owners_own_agent_asks_outright_and_gets_an_owner_token_without_refresh() throws Exception {
        var code = ok(server.post(
                        "/oauth/device_authorization",
                        Map.of(
                                "client_id",
                                "mcp-agent",
                                "profile",
                                "owner_agent",
                                "scope",
                                "grants:read activity:read")))
                .path("device_code")
                .asString();
        assertThat(server.device(code).ask().kind().wire()).isEqualTo("owner"); // stored, BEHAVIOURS A1.2
        server.approveDevice(code, Access.READ, DAY);
        var answer = ok(poll(code));
        assertThat(answer.has("refresh_token")).isFalse();
        assertThat(answer.path("expires_in").asLong()).isEqualTo(3600);
        var claims = SignedJWT.parse(answer.path("access_token").asString()).getJWTClaimsSet();
        assertThat(claims.getStringClaim("token_kind")).isEqualTo("owner");
        assertThat(claims.getAudience()).containsExactly(server.issuer() + "/v1");
        assertThat(claims.getStringClaim("scope")).isEqualTo("grants:read activity:read");
    }

    @Test
    void owner_onboarding_mixes_with_nothing() { // BEHAVIOURS A1.1: never mixed
        var owner = new String[] {"profile", "owner_agent", "resource", "", "scope", ""};
        assertThat(server.device(code(owner)).ask().request()).contains("\"owner_scopes\":[\"grants:read\"]");
        refused(ask("profile", "owner_agent", "scope", ""), 400, "invalid_target");
        refused(ask("profile", "owner_agent", "resource", ""), 400, "invalid_scope"); // mcp:read is none of its scopes
        refused(
                ask("profile", "owner_agent", "resource", "", "scope", "", "authorization_details", "[]"),
                400,
                "invalid_authorization_details");
        refused(
                ask(
                        "profile",
                        "owner_agent",
                        "resource",
                        "",
                        "scope",
                        "",
                        "client_id",
                        "builder",
                        "client_secret",
                        "build it"),
                400,
                "invalid_target"); // the operator did not list the owner API for it
    }

    @Test
    void authorization_details_are_enough_without_a_scope() { // DESIGN Device grant, BEHAVIOURS A1.7
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files()
                + "\"],\"actions\":[\"read\"],\"tools\":[\"list\"]}]";
        var asked = server.device(code("scope", "", "authorization_details", details))
                .ask()
                .request();
        assertThat(asked).contains("\"tools\":[\"list\"]");
    }

    @Test
    void each_way_a_poll_can_fail_has_its_own_error() { // RFC 8628 §3.5, BEHAVIOURS A1.11, AW.9, D1.3
        refused(poll("cs_dc_unknown"), 400, "invalid_grant");
        refused(poll("", "device_code", ""), 400, "invalid_request"); // BEHAVIOURS AW.9
        refused(poll("x", "client_id", ""), 400, "invalid_request");
        refused(poll("x", "client_id", "nobody"), 401, "invalid_client");
        var denied = code();
        server.denyDevice(denied);
        refused(poll(denied), 400, "access_denied");
        var cancelled = code();
        server.cancelDevice(cancelled);
        refused(poll(cancelled), 400, "expired_token"); // BEHAVIOURS D1.3: only a no is access_denied
        var late = code();
        server.pass(Duration.ofMinutes(10));
        refused(poll(late), 400, "expired_token");
        var foreign = code();
        server.approveDevice(foreign, Access.READ, DAY);
        var other = server.send(
                "POST",
                "/oauth/token",
                OAuthServer.encoded(Map.of("grant_type", GRANT, "device_code", foreign)),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString("builder:build+it".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        refused(other, 400, "invalid_grant");
        ok(poll(foreign));
    }

    @Test
    void an_approved_code_is_redeemed_once_and_not_after_its_time() { // BEHAVIOURS A1.12, AW.4
        var used = code();
        server.approveDevice(used, Access.READ, DAY);
        ok(poll(used));
        refused(poll(used), 400, "invalid_grant");
        var late = code();
        server.approveDevice(late, Access.READ, DAY);
        server.pass(Duration.ofMinutes(10));
        refused(poll(late), 400, "expired_token");
    }

    @Test
    void racing_polls_get_one_token() throws Exception { // DESIGN Device grant: redeemed once
        var code = code();
        server.approveDevice(code, Access.READ, DAY);
        List<Callable<Integer>> polls = new ArrayList<>();
        for (var i = 0; i < 8; i++) polls.add(() -> poll(code).statusCode());
        try (var threads = Executors.newFixedThreadPool(8)) {
            var statuses = new ArrayList<Integer>();
            for (var done : threads.invokeAll(polls)) statuses.add(done.get());
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 400).hasSize(7);
        }
        assertThat(log()).filteredOn("redeem-device"::equals).hasSize(1);
    }

    @Test
    void a_device_that_polls_too_soon_is_slowed_for_good() { // RFC 8628 §3.5, BEHAVIOURS AW.7
        var code = code();
        refused(poll(code), 400, "authorization_pending");
        server.pass(Duration.ofSeconds(3));
        refused(poll(code), 400, "slow_down");
        assertThat(server.device(code).interval()).isEqualTo(10);
        server.pass(Duration.ofSeconds(6)); // enough before, too soon now
        refused(poll(code), 400, "slow_down");
        assertThat(server.device(code).interval()).isEqualTo(15);
        server.pass(Duration.ofSeconds(15));
        refused(poll(code), 400, "authorization_pending");
        server.pass(Duration.ofSeconds(14));
        refused(poll(code), 400, "slow_down");
        server.approveDevice(code, Access.READ, DAY);
        ok(poll(code)); // it is decided: nothing is left to wait for
    }

    @Test
    void
            clients_that_registered_for_browser_grants_may_use_it_and_device_only_ones_need_no_redirect() { // BEHAVIOURS AW.16
        var browser = register("{\"client_name\":\"B\",\"token_endpoint_auth_method\":\"none\","
                + "\"redirect_uris\":[\"http://localhost:1/cb\"],\"grant_types\":[\"authorization_code\"]}");
        var deviceOnly = register("{\"client_name\":\"D\",\"token_endpoint_auth_method\":\"none\",\"grant_types\":[\""
                + GRANT + "\",\"refresh_token\"],\"response_types\":[\"code\"]}");
        for (var client : List.of(browser, deviceOnly)) {
            var code = code("client_id", client);
            server.approveDevice(code, Access.READ, DAY);
            ok(poll(code, "client_id", client));
        }
        refused(ask("client_id", "editor"), 400, "unauthorized_client");
    }

    private String register(String metadata) {
        var answer = server.send("POST", "/oauth/register", metadata, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return StrictJson.parse(answer.body()).path("client_id").asString();
    }

    @Test
    void a_confidential_client_authenticates_at_both_ends() { // RFC 8628 §3.1, §3.4
        refused(ask("client_id", "builder"), 401, "invalid_client");
        refused(ask("client_id", "builder", "client_secret", "wrong"), 401, "invalid_client");
        var code = code("client_id", "builder", "client_secret", "build it");
        refused(poll(code, "client_id", "builder"), 401, "invalid_client");
        server.approveDevice(code, Access.READ, DAY);
        assertThat(ok(poll(code, "client_id", "builder", "client_secret", "build it"))
                        .has("refresh_token"))
                .isFalse();
    }

    @Test
    void malformed_requests_are_told_what_is_wrong() { // issue 3 Bad input
        for (var path : List.of("/oauth/device_authorization", "/oauth/token")) {
            refused(server.postForm(path, "grant_type=" + GRANT + "&client_id=%ff&scope=x"), 400, "invalid_request");
            refused(
                    server.postForm(path, "grant_type=" + GRANT + "&client_id=a&client_id=b&device_code=x"),
                    400,
                    "invalid_request");
            refused(server.postForm(path, "client_id=" + "a".repeat(70_000)), 413, "invalid_request");
            refused(server.send("POST", path, "{}", "Content-Type", "application/json"), 400, "invalid_request");
        }
        refused(ask("authorization_details", "[" + "1,".repeat(6000) + "1]"), 400, "invalid_authorization_details");
    }

    @Test
    void a_token_goes_no_further_than_a_poll_asks() { // RFC 8707 §2.2
        var code = code();
        server.approveDevice(code, Access.READ, DAY);
        refused(poll(code, "resource", server.issuer() + "/mcp"), 400, "invalid_target");
        ok(poll(code, "resource", server.files()));
    }

    @Test
    void a_flood_from_one_network_pushes_out_its_own_oldest_only() { // DESIGN Device grant: bounded and evicted
        var first = code();
        IntStream.range(0, 40).forEach(_ -> {
            server.pass(Duration.ofMillis(1));
            code();
        });
        server.acts().upkeep(new dev.countersign.acts.upkeep.EvictUnopened("127.0.0.1", 30, 1000));
        long left = server.acts().read(tx -> tx.deviceRequests().unopened());
        assertThat(left).isEqualTo(30);
        refused(poll(first), 400, "invalid_grant");
    }
}
