package dev.countersign.server.api;

import static dev.countersign.server.api.ApiServer.ADA;
import static dev.countersign.server.api.ApiServer.AGENT;
import static dev.countersign.server.api.ApiServer.BOB;
import static dev.countersign.server.api.ApiServer.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(Database.class)
class ApiTest {
    private static final ClientId OTHER = new ClientId("https://tool.example/client.json");

    private final Database database;

    @TempDir
    Path folder;

    private ApiServer server;

    ApiTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(database, folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void only_an_owner_token_comes_in() { // BEHAVIOURS A1.1, RFC 9728 §5.1, DESIGN section 5: /v1
        var nothing = server.get("/v1/grants", "");
        assertThat(nothing.statusCode()).isEqualTo(401);
        assertThat(nothing.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("scope=\"grants:read\"")
                .contains("resource_metadata=\"" + server.issuer + "/.well-known/oauth-protected-resource/v1\"")
                .doesNotContain("error=");
        problem(nothing, 401);

        var agents = server.token(server.grant(ADA, AGENT), server.issuer + "/mcp");
        assertThat(server.callTool(agents)).isEqualTo(200);
        var client = server.get("/v1/grants", agents);
        problem(client, 403);
        assertThat(client.body()).contains("client token", "owner tokens only");
        assertThat(server.callTool(server.ownerToken(ADA))).isEqualTo(403);

        problem(server.get("/v1/grants?access_token=" + server.ownerToken(ADA), ""), 400);
        problem(server.get("/v1/grants", "rubbish"), 401);
    }

    @Test
    void a_scope_that_is_missing_is_named() { // RFC 6750 §3.1
        var reads = server.ownerToken(ADA, OwnerScope.GRANTS_READ);
        assertThat(server.get("/v1/grants", reads).statusCode()).isEqualTo(200);
        var grant = server.grant(ADA, AGENT);
        var refused = server.post("/v1/grants/" + grant.id() + "/revoke", reads, "");
        problem(refused, 403);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("insufficient_scope", "scope=\"grants:write\"");
        assertThat(server.callTool(server.token(grant, server.issuer + "/mcp"))).isEqualTo(200);
    }

    @Test
    void an_owner_sees_and_takes_away_only_what_is_theirs() { // issue 3 point 5
        var adas = server.grant(ADA, AGENT);
        var bobs = server.grant(BOB, AGENT);
        var bob = server.ownerToken(BOB);
        assertThat(ids(server.json("/v1/grants?client=mcp-agent", bob)))
                .containsExactly(bobs.id().value());
        problem(server.get("/v1/grants/" + adas.id(), bob), 404);
        problem(server.get("/v1/grants/" + adas.id() + "/tree", bob), 404);
        problem(server.get("/v1/grants?owner=all", bob), 403);
        problem(server.get("/v1/activity?owner=ow_ada", bob), 403);
        for (var verb : List.of("revoke", "suspend", "resume", "narrow")) {
            problem(server.post("/v1/grants/" + adas.id() + "/" + verb, bob, "{}"), 404);
        }
        problem(server.post("/v1/owners/ow_ada/revoke", bob, ""), 404);
        problem(server.post("/v1/all/suspend", bob, ""), 403);
        problem(server.post("/v1/clients/mcp-agent/bar", bob, ""), 403);
        problem(server.post("/v1/clients/mcp-agent/revoke", bob, "{\"everyone\":true}"), 403);
        assertThat(server.callTool(server.token(adas, server.issuer + "/mcp"))).isEqualTo(200);

        var eve = server.ownerToken(EVE);
        assertThat(ids(server.json("/v1/grants?owner=all&client=mcp-agent", eve)))
                .contains(adas.id().value(), bobs.id().value());
        assertThat(server.get("/v1/grants/" + adas.id(), eve).statusCode()).isEqualTo(200);
        problem(server.post("/v1/grants/" + adas.id() + "/revoke", eve, ""), 403);
        problem(server.post("/v1/all/revoke", eve, ""), 403);

        var ada = server.ownerToken(ADA);
        ok(server.post("/v1/grants/" + bobs.id() + "/revoke", ada, ""));
        assertThat(server.callTool(server.token(bobs, server.issuer + "/mcp"))).isEqualTo(401);
    }

    @Test
    void each_switch_is_one_call_and_is_felt_at_the_next_call_of_the_agent() { // issue 4 point 4
        var ada = server.ownerToken(ADA);
        for (var path :
                List.of("grants/GRANT", "agents/AGENT", "clients/CLIENT", "devices/DEVICE", "owners/me", "all")) {
            var parent = server.grant(ADA, OTHER, "device-1");
            var child = server.child(parent);
            var bystander = server.grant(BOB, OTHER, "device-1");
            var at = path.replace("GRANT", parent.id().value())
                    .replace("AGENT", parent.agent().value())
                    .replace("CLIENT", Segment.of(OTHER.value()))
                    .replace("DEVICE", "device-1");
            assertThat(felt(parent, child)).as(path).containsOnly(200);

            ok(server.post("/v1/" + at + "/suspend", ada, ""));
            assertThat(felt(parent, child)).as(path).containsOnly(401);
            assertThat(felt(bystander)).as(path).containsOnly(path.equals("all") ? 401 : 200);

            assertThat(ok(server.post("/v1/" + at + "/resume", ada, ""))
                            .path("changed")
                            .asBoolean())
                    .isTrue();
            assertThat(felt(parent, child, bystander)).as(path).containsOnly(200);
            assertThat(ok(server.post("/v1/" + at + "/resume", ada, ""))
                            .path("changed")
                            .asBoolean())
                    .isFalse();

            ok(server.post("/v1/" + at + "/revoke", ada, ""));
            assertThat(felt(parent, child)).as(path).containsOnly(401);
            if (path.startsWith("owners") || path.equals("all")) {
                problem(server.get("/v1", ada), 401);
                ada = server.ownerToken(ADA);
            } else {
                assertThat(felt(bystander)).as(path).containsOnly(200);
            }
        }
    }

    @Test
    void an_admin_reaches_everybodys_grants_of_a_client_and_bars_it_for_good() { // DESIGN Revocation
        var ada = server.ownerToken(ADA);
        var mine = server.grant(ADA, OTHER);
        var bobs = server.grant(BOB, OTHER);
        var path = "/v1/clients/" + Segment.of(OTHER.value());
        ok(server.post(path + "/suspend", ada, "{\"everyone\":true}"));
        assertThat(felt(mine, bobs)).containsOnly(401);
        ok(server.post(path + "/resume", ada, "{\"everyone\":true}"));
        assertThat(felt(mine, bobs)).containsOnly(200);

        ok(server.post(path + "/bar", ada, ""));
        assertThat(felt(mine, bobs, server.grant(BOB, OTHER))).containsOnly(401);
        assertThat(ok(server.post(path + "/resume", ada, "{\"everyone\":true}"))
                        .path("changed")
                        .asBoolean())
                .isFalse();
        assertThat(server.json("/v1/grants/" + mine.id(), ada).path("standing").asString())
                .isEqualTo("barred");
        assertThat(server.json(path, ada).path("switches").findValuesAsString("kind"))
                .containsExactly("barred");
    }

    @Test
    void a_narrowed_grant_is_worth_less_at_the_next_call() { // issue 4 point 4, BEHAVIOURS B2.9
        var ada = server.ownerToken(ADA);
        var grant = server.grant(ADA, AGENT);
        var child = server.child(grant);
        var path = "/v1/grants/" + grant.id() + "/narrow";
        assertThat(felt(grant, child)).containsOnly(200);

        problem(server.post(path, ada, "{\"access\":\"destructive\"}"), 422);
        problem(server.post(path, ada, "{\"until\":\"" + server.now().plus(Duration.ofDays(300)) + "\"}"), 422);
        problem(server.post(path, ada, "{}"), 422);
        problem(server.post(path, ada, "{\"authorization_details\":[]}"), 422);
        problem(server.post(path, ada, "{\"acces\":\"read\"}"), 400);
        problem(server.post(path, ada, "{\"until\":\"tomorrow\"}"), 400);
        problem(server.post(path, ada, "{\"tools\":[1]}"), 400);
        problem(server.post(path, ada, "nonsense"), 400);
        var tools =
                IntStream.rangeClosed(0, 256).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        problem(server.post(path, ada, "{\"tools\":{\"" + server.issuer + "/mcp\":[" + tools + "]}}"), 422);
        assertThat(server.get("/v1/grants", ada).statusCode())
                .as("a grant that nobody can read would hide all others")
                .isEqualTo(200);

        var narrowed = ok(server.post(path, ada, "{\"tools\":{\"" + server.issuer + "/mcp\":[\"activity\"]}}"));
        assertThat(narrowed.path("authorization_details").path(0).path("tools").toString())
                .isEqualTo("[\"activity\"]");
        assertThat(felt(grant, child)).containsOnly(403);
    }

    @Test
    void a_narrowing_of_what_has_changed_is_refused() { // RFC 9110 §13.1.1
        var ada = server.ownerToken(ADA);
        var grant = server.grant(ADA, AGENT);
        var seen = server.get("/v1/grants/" + grant.id(), ada)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        var sooner = "{\"until\":\"" + server.now().plusSeconds(600) + "\"}";
        ok(server.post("/v1/grants/" + grant.id() + "/narrow", ada, sooner, "If-Match", seen));
        problem(server.post("/v1/grants/" + grant.id() + "/narrow", ada, sooner, "If-Match", seen), 412);
    }

    @Test
    void an_object_that_did_not_change_is_not_sent_again() { // RFC 9110 §13.1.2
        var ada = server.ownerToken(ADA);
        var path = "/v1/grants/" + server.grant(ADA, AGENT).id();
        var first = server.get(path, ada);
        var tag = first.headers().firstValue("ETag").orElseThrow();
        var again = server.get(path, ada, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        ok(server.post(path + "/suspend", ada, ""));
        assertThat(server.get(path, ada, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void a_list_is_walked_by_cursors_without_gap_or_repetition() { // issue 3 point 5: cursors
        var ada = server.ownerToken(ADA);
        var made = new ArrayList<String>();
        for (var i = 0; i < 7; i++) made.add(server.grant(ADA, OTHER).id().value());
        var client = "&client=" + java.net.URLEncoder.encode(OTHER.value(), java.nio.charset.StandardCharsets.UTF_8);
        var seen = new ArrayList<String>();
        var next = "";
        do {
            var page = server.json("/v1/grants?limit=3" + client + (next.isEmpty() ? "" : "&cursor=" + next), ada);
            seen.addAll(ids(page));
            next = page.path("next").asString("");
            server.grant(ADA, AGENT);
        } while (!next.isEmpty());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made);

        var first =
                server.json("/v1/activity?limit=1&owner=all", ada).path("next").asString();
        assertThat(ids(server.json("/v1/activity?limit=1&owner=all&cursor=" + first, ada)))
                .hasSize(1);
        for (var bad : List.of("limit=0", "limit=201", "limit=x", "cursor=%21", "cursor=" + first, "nonsense=1")) {
            problem(server.get("/v1/grants?" + bad, ada), 400);
        }
        var forged = java.util.Base64.getUrlEncoder().encodeToString("/v1/activity\nx".getBytes());
        problem(server.get("/v1/activity?cursor=" + forged, ada), 400);
    }

    @Test
    void a_waiting_request_is_seen_and_denied_and_never_approved() { // DESIGN: presence; issue 3 point 5
        var bob = server.ownerToken(BOB);
        var ask = server.ask(BOB);
        assertThat(ids(server.json("/v1/requests", bob))).containsExactly(ask);
        assertThat(server.json("/v1/requests/" + ask, bob).path("scope").asString())
                .isEqualTo("mcp:read");
        problem(server.post("/v1/requests/" + ask + "/deny", server.ownerToken(ADA), ""), 404);
        problem(server.post("/v1/requests/" + ask + "/approve", bob, ""), 404);
        ok(server.post("/v1/requests/" + ask + "/deny", bob, ""));
        problem(server.post("/v1/requests/" + ask + "/deny", bob, ""), 404);
        Asks.State state =
                server.acts.read(tx -> tx.asks().find(ask)).orElseThrow().state();
        assertThat(state).isEqualTo(Asks.State.DENIED);
        assertThat(server.api.operations())
                .noneMatch(operation -> operation.path().contains("approve"));
    }

    @Test
    void a_session_is_listed_without_its_hash_and_ended() { // issue 3 point 5
        var bob = server.ownerToken(BOB);
        server.session(BOB);
        server.session(ADA);
        var mine = ids(server.json("/v1/sessions", bob));
        assertThat(mine).hasSize(1);
        String hash = server.acts
                .read(tx -> tx.sessions().of(BOB, server.now()))
                .getFirst()
                .hash();
        assertThat(server.get("/v1/sessions", bob).body()).doesNotContain(hash);
        problem(server.post("/v1/sessions/" + mine.getFirst() + "/end", server.ownerToken(ADA), ""), 404);
        ok(server.post("/v1/sessions/" + mine.getFirst() + "/end", bob, ""));
        assertThat(ids(server.json("/v1/sessions", bob))).isEmpty();
    }

    @Test
    void what_happened_is_shown_to_whom_it_concerns() { // issue 3 point 5: activity
        var bob = server.ownerToken(BOB);
        var grant = server.grant(BOB, AGENT);
        ok(server.post("/v1/grants/" + grant.id() + "/suspend", bob, ""));
        var entry = server.json("/v1/activity", bob).path("items").path(0);
        assertThat(entry.path("kind").asString()).isEqualTo("suspend");
        assertThat(entry.path("detail").path("key").asString()).isEqualTo("grant:" + grant.id());
        assertThat(entry.path("from").asString()).isEqualTo("127.0.0.1");
        var path = "/v1/activity/" + entry.path("id").asString();
        assertThat(server.get(path, server.ownerToken(EVE)).statusCode()).isEqualTo(200);
        server.grant(ADA, AGENT);
        ok(server.post("/v1/owners/me/suspend", server.ownerToken(ADA), ""));
        assertThat(server.json("/v1/activity", bob).path("items").findValuesAsString("owner"))
                .containsOnly(BOB.value());
    }

    @Test
    void a_mistake_is_answered_with_a_problem_that_says_what_to_do() { // RFC 9457, DESIGN Errors
        var ada = server.ownerToken(ADA);
        problem(server.get("/v1/nothing", ada), 404);
        problem(server.get("/v1/grants/gr_none", ada), 404);
        var wrong = server.post("/v1/grants", ada, "{}");
        problem(wrong, 405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("GET");
        problem(server.post("/v1/clients/mcp-agent/revoke", ada, "{\"everyone\":true,\"everyone\":true}"), 400);
        problem(server.post("/v1/clients/mcp-agent/revoke", ada, "x".repeat(70_000)), 413);
        problem(server.post("/v1/clients/mcp-agent/revoke", ada, "x".repeat(300_000)), 413);
        problem(server.get("/v1/clients/~%21%21", ada), 404);
        problem(server.get("/v1/grants?limit=1&limit=2", ada), 400);
    }

    private List<Integer> felt(Grant... grants) {
        var statuses = new ArrayList<Integer>();
        for (var grant : grants) statuses.add(server.callTool(server.token(grant, server.issuer + "/mcp")));
        return statuses;
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return StrictJson.parse(response.body());
    }

    private static void problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var body = StrictJson.parse(response.body());
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("detail").asString()).isNotBlank();
        assertThat(response.headers().firstValue("Request-Id")).isPresent();
    }

    @Test // issue 4 §2, BEHAVIOURS A1: long-lived tokens of both kinds are seen and ended, and nobody else's
    void tokens_of_both_kinds_are_listed_with_their_last_use_and_ended_by_their_owner() {
        var refreshed = server.grant(BOB, AGENT);
        var scripted = server.grant(BOB, AGENT);
        var lineage = server.lineage(refreshed);
        var personal = server.personal(scripted, "backup");
        var foreign = server.personal(server.grant(ADA, AGENT), "of ada");
        var token = server.ownerToken(BOB, OwnerScope.TOKENS_READ, OwnerScope.GRANTS_WRITE);

        var listed = StrictJson.parse(server.get("/v1/tokens", token).body()).path("items");
        assertThat(listed.valueStream().map(each -> each.path("id").asString()))
                .containsExactlyInAnyOrder(lineage, personal)
                .isSorted();
        var shown = listed.valueStream()
                .filter(each -> each.path("kind").asString().equals("personal"))
                .findFirst()
                .orElseThrow();
        assertThat(shown.path("name").asString()).isEqualTo("backup");
        assertThat(shown.path("last_used_from").asString()).isEqualTo("192.0.2.9");
        assertThat(shown.has("last_used_at")).isTrue();

        assertThat(server.post("/v1/tokens/" + foreign + "/revoke", token, "").statusCode())
                .isEqualTo(404);
        for (var id : List.of(lineage, personal)) {
            assertThat(server.post("/v1/tokens/" + id + "/revoke", token, "").statusCode())
                    .isEqualTo(200);
        }
        for (var grant : List.of(refreshed, scripted)) {
            assertThat(server.callTool(server.token(grant, server.issuer + "/mcp")))
                    .as("felt at the next call")
                    .isEqualTo(401);
        }
    }
}
