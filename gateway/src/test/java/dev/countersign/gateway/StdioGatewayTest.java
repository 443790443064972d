package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import dev.countersign.store.Events;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The gateway before a server that is a process. */
class StdioGatewayTest {
    private static final String SESSION = "2025-11-25";

    @TempDir
    static Path folder;

    private static Running running;
    private static Path home;

    @BeforeAll
    static void start() throws Exception {
        home = folder.resolve("home");
        running = new Running(
                folder,
                List.of(new ServerSettings(
                        "notes",
                        new Transport.Stdio(new StdioSettings(
                                NotesServer.command(), Map.of("NOTES_COLOUR", "green"), Isolation.GRANT, 16, home)),
                        Map.of(),
                        true)));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Mcp reader(Grant grant) throws Exception {
        return Mcp.session(running.url("notes"), running.token(grant, running.url("notes")), SESSION);
    }

    @Test // issue 2 proof, DESIGN Gateway: tools/call = the tool's class
    void a_read_grant_calls_a_reading_tool_and_cannot_call_a_writing_one() throws Exception {
        Files.deleteIfExists(home.resolve("calls"));
        Mcp mcp = reader(running.grant("notes", Access.READ));
        assertThat(Mcp.text(mcp.post(Mcp.call(1, "read_note", "{\"n\":1}")))).isEqualTo("read_note {\"n\":1}");
        for (String tool : List.of("write_note", "delete_note", "plain")) {
            HttpResponse<String> refused = mcp.post(Mcp.call(2, tool, "{}"));
            assertThat(refused.statusCode()).isEqualTo(403);
        }
        assertThat(Files.readString(home.resolve("calls"))).doesNotContain("write_note", "delete_note", "plain");
    }

    @Test // MCP 2026-07-28 RS-07, RS-08, RFC 6750 §3.1
    void the_403_names_every_scope_that_is_needed_and_where_to_get_it() throws Exception { // RS-06, C1.11
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        HttpResponse<String> refused = mcp.post(Mcp.call(7, "delete_note", "{}"));
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"insufficient_scope\","
                        + " error_description=\"The call needs destructive access; granted is read."
                        + " So says the grant " + grant.id() + ".\","
                        + " scope=\"mcp:read mcp:write mcp:destructive\", resource_metadata=\"" + running.issuer
                        + "/.well-known/oauth-protected-resource/mcp/notes\"");
        JsonNode body = Mcp.json(refused);
        assertThat(body.path("id").asInt()).isEqualTo(7);
        assertThat(body.path("error").path("resource_metadata").asString())
                .isEqualTo(running.issuer + "/.well-known/oauth-protected-resource/mcp/notes");
    }

    @Test // issue 2 proof, DESIGN Gateway: batches are decided whole
    void a_batch_with_one_forbidden_call_is_refused_whole() throws Exception {
        Files.deleteIfExists(home.resolve("calls"));
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = Mcp.session(running.url("notes"), running.token(grant, running.url("notes")), "2025-03-26");
        String batch =
                "[" + Mcp.call(1, "read_note", "{\"in\":\"batch\"}") + "," + Mcp.call(2, "write_note", "{}") + "]";
        assertThat(mcp.post(batch).statusCode()).isEqualTo(403);
        assertThat(home.resolve("calls")).doesNotExist();
        HttpResponse<String> fine =
                mcp.post("[" + Mcp.call(1, "read_note", "{}") + "," + Mcp.call("\"b\"", "read_note", "{}") + "]");
        assertThat(fine.statusCode()).isEqualTo(200);
        assertThat(Mcp.json(fine).findValuesAsString("id")).containsExactlyInAnyOrder("1", "b");
    }

    @Test // DESIGN Gateway: batches exist in 2025-03-26 only
    void a_batch_in_a_later_revision_is_refused() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        assertThat(mcp.post("[" + Mcp.call(1, "read_note", "{}") + "]").statusCode())
                .isEqualTo(400);
    }

    @Test // issue 2 proof, DESIGN Gateway: a body is parsed once, strictly
    void duplicate_members_are_refused() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        HttpResponse<String> refused = mcp.post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_note\",\"name\":\"write_note\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Mcp.json(refused).path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(mcp.post(Mcp.call(1, "read_note", "{}") + "{}").statusCode()).isEqualTo(400);
        assertThat(mcp.post("\uFEFF" + Mcp.call(1, "read_note", "{}")).statusCode())
                .isEqualTo(400);
    }

    @Test // issue 2 proof, DESIGN Gateway: a closed table; MCP 2025-11-25 session management: 404 would end the session
    void an_unknown_method_is_never_passed_on_and_ends_no_session() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.DESTRUCTIVE));
        HttpResponse<String> refused = mcp.post(Mcp.request(1, "tools/execute"));
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(Mcp.json(refused).path("error").path("code").asInt()).isEqualTo(-32601);
        assertThat(mcp.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/evil\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(Files.readString(home.resolve("notifications"))).doesNotContain("evil");
    }

    @Test // issue 2 proof, DESIGN Gateway: a forged context is refused
    void a_forged_context_is_refused() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        String forged = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_note\","
                + "\"_meta\":{\"dev.countersign/context\":\"x\"}}}";
        assertThat(mcp.post(forged).statusCode()).isEqualTo(400);
        assertThat(mcp.post(Mcp.call(1, "read_note", "{}"), "Txn-Token", "x").statusCode())
                .isEqualTo(400);
        assertThat(mcp.post(Mcp.call(1, "read_note", "{}"), "Countersign-Grant", "x")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test // issue 2 proof, DESIGN Gateway: environment = PATH, LANG, HOME and the configured env
    void nothing_of_our_environment_reaches_the_server() throws Exception {
        assertThat(System.getenv("COUNTERSIGN_CANARY")).as("set by the build").isEqualTo("canary");
        Mcp mcp = reader(running.grant("notes", Access.READ));
        String environment = Mcp.text(mcp.post(Mcp.call(1, "print_env", "{}")));
        assertThat(environment).contains("NOTES_COLOUR=green", "HOME=" + home.toAbsolutePath());
        String names = environment.replaceAll(" pid .*", "");
        assertThat(names.substring(1, names.length() - 1).split(", "))
                .extracting(pair -> pair.substring(0, pair.indexOf('=')))
                .containsExactlyInAnyOrder("HOME", "LANG", "NOTES_COLOUR", "PATH");
    }

    @Test // DESIGN Gateway: lists are filtered
    void the_list_of_tools_holds_only_what_the_grant_permits() throws Exception {
        assertThat(names(reader(running.grant("notes", Access.READ))))
                .contains("read_note", "print_env")
                .doesNotContain("write_note", "plain", "delete_note");
        assertThat(names(reader(running.grant("notes", Access.WRITE))))
                .contains("read_note", "write_note", "plain")
                .doesNotContain("delete_note");
        String digest = running.catalogue("notes").digest().base64url();
        Authority one = Authority.of(
                Permission.everything(running.url("notes"), Access.READ).withTools(List.of("print_env")));
        assertThat(names(reader(running.grant(one, Map.of("notes", digest))))).containsExactly("print_env");
    }

    private static List<String> names(Mcp mcp) throws Exception {
        return Mcp.json(mcp.post(Mcp.request(1, "tools/list")))
                .path("result")
                .path("tools")
                .findValuesAsString("name");
    }

    @Test // issue 2 proof, DESIGN Gateway: a new or changed tool does not exist for an old grant
    void a_new_or_changed_tool_is_invisible_to_an_old_grant() throws Exception {
        Grant old = running.grant("notes", Access.READ);
        Mcp mcp = reader(old);
        assertThat(names(mcp)).contains("read_note").doesNotContain("extra");
        Files.writeString(home.resolve("extra"), "");
        Files.writeString(home.resolve("changed"), "");
        try {
            assertThat(names(mcp)).doesNotContain("extra", "read_note").contains("print_env");
            // Seeing the list made the gateway look again; from then on calls are held to it too.
            eventually(() -> running.catalogue("notes").tool("extra").isPresent());
            for (String tool : List.of("extra", "read_note")) {
                assertThat(Mcp.json(mcp.post(Mcp.call(1, tool, "{}")))
                                .path("error")
                                .path("code")
                                .asInt())
                        .isEqualTo(-32602);
            }
            Mcp fresh = reader(running.grant("notes", Access.READ));
            assertThat(names(fresh)).contains("extra", "read_note");
            assertThat(Mcp.text(fresh.post(Mcp.call(1, "extra", "{}")))).isEqualTo("extra {}");
        } finally {
            Files.delete(home.resolve("extra"));
            Files.delete(home.resolve("changed"));
            names(reader(old));
            eventually(() -> running.catalogue("notes").tool("extra").isEmpty());
        }
    }

    @Test // DESIGN Gateway: nothing is pinned unseen
    void a_grant_without_a_catalogue_has_no_tools() throws Exception {
        Grant grant = running.grant(Authority.everything(running.url("notes"), Access.DESTRUCTIVE), Map.of());
        Mcp mcp = reader(grant);
        assertThat(names(mcp)).isEmpty();
        assertThat(Mcp.json(mcp.post(Mcp.call(1, "read_note", "{}")))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test // issue 2 proof, DESIGN Gateway: open streams are checked against revocation each second
    void a_revoked_grant_dies_at_its_next_call_and_its_open_stream_ends() throws Exception { // CL-12
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        HttpResponse<InputStream> stream = mcp.get();
        assertThat(stream.statusCode()).isEqualTo(200);
        long pid = pid(mcp);
        running.revoke(grant);
        HttpResponse<String> refused = mcp.post(Mcp.call(1, "read_note", "{}"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"invalid_token\"", "revoked");
        long begun = System.nanoTime();
        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("data: {");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        eventually(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test // issue 7 §2, DESIGN Authority: felt at the next call, and nobody reconnects
    void a_suspended_grant_is_refused_and_goes_on_in_the_session_it_had() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        long pid = pid(mcp);
        Grant other = running.grant("notes", Access.READ);
        long otherPid = pid(reader(other));
        running.suspend(grant);
        HttpResponse<String> refused = mcp.post(Mcp.call(1, "read_note", "{}"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("suspended");
        running.revoke(other);
        eventually(
                () -> ProcessHandle.of(otherPid).filter(ProcessHandle::isAlive).isEmpty());
        running.resume(grant);

        assertThat(mcp.post(Mcp.call(2, "read_note", "{}")).statusCode()).isEqualTo(200);
        assertThat(pid(mcp)).isEqualTo(pid);
    }

    @Test // DESIGN Gateway: a call under way ends with its grant
    void a_process_whose_call_was_cut_off_by_a_suspension_does_not_rest() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        long pid = pid(mcp);
        HttpResponse<InputStream> slow = mcp.open(slow(1, 60_000));
        running.suspend(grant);

        assertThat(new String(slow.body().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("done");
        eventually(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test // DESIGN Gateway: a call under way ends with its grant
    void a_call_under_way_ends_when_its_grant_is_revoked() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        HttpResponse<InputStream> slow = mcp.open(slow(1, 60_000));
        running.revoke(grant);
        assertThat(new String(slow.body().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("done");
    }

    private static String slow(Object id, int millis) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
                + "\"arguments\":{\"millis\":" + millis + "},\"_meta\":{\"progressToken\":\"mine\"}}}";
    }

    @Test // DESIGN Gateway: streams pass without buffering
    void progress_arrives_before_the_call_is_over_under_the_clients_own_token() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        long begun = System.nanoTime();
        HttpResponse<InputStream> slow = mcp.open(slow("\"s\"", 8000));
        assertThat(slow.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        byte[] first = new byte[4096];
        int read = slow.body().read(first);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(7000));
        assertThat(new String(first, 0, read, StandardCharsets.UTF_8)).contains("\"progressToken\":\"mine\"");
        assertThat(new String(slow.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"id\":\"s\"", "done");
    }

    @Test // DESIGN Gateway: server-initiated requests reach the right client, and only it may answer
    void a_question_of_the_server_reaches_its_client_and_comes_back() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = Mcp.session(
                running.url("notes"), running.token(grant, running.url("notes")), SESSION, "{\"elicitation\":{}}");
        Mcp other = reader(grant);
        HttpResponse<InputStream> asked = mcp.open(Mcp.call(1, "ask", "{}"));
        byte[] first = new byte[4096];
        int read = asked.body().read(first);
        assertThat(new String(first, 0, read, StandardCharsets.UTF_8)).contains("elicitation/create", "\"q1\"");
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{\"action\":\"%s\"}}";
        assertThat(other.post(answer.formatted("forged")).statusCode()).isEqualTo(202);
        assertThat(mcp.post(answer.formatted("accept")).statusCode()).isEqualTo(202);
        assertThat(new String(asked.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("accept")
                .doesNotContain("forged");
        Files.delete(home.resolve("answer"));
    }

    @Test // DESIGN Gateway: Mcp-Session-Id is sealed (grant, server, upstream session)
    void a_session_of_another_grant_is_not_known() throws Exception {
        Mcp mine = reader(running.grant("notes", Access.READ));
        Mcp theirs = reader(running.grant("notes", Access.READ));
        theirs.useSession(mine.session());
        assertThat(theirs.post(Mcp.call(1, "read_note", "{}")).statusCode()).isEqualTo(404);
        assertThat(theirs.get().statusCode()).isEqualTo(404);
        assertThat(theirs.send("DELETE").statusCode()).isEqualTo(404);
        assertThat(mine.post(Mcp.call(1, "read_note", "{}")).statusCode()).isEqualTo(200);
        assertThat(mine.send("DELETE").statusCode()).isEqualTo(204);
        assertThat(mine.post(Mcp.call(1, "read_note", "{}")).statusCode()).isEqualTo(404);
    }

    @Test // DESIGN Gateway: isolation grant = one process per root grant, own id space per session
    void sessions_of_one_grant_share_a_process_and_grants_do_not() throws Exception {
        Grant one = running.grant("notes", Access.READ);
        Mcp first = reader(one);
        Mcp second = reader(one);
        assertThat(pid(first)).isEqualTo(pid(second));
        assertThat(pid(reader(running.grant("notes", Access.READ)))).isNotEqualTo(pid(first));
        HttpResponse<InputStream> slow = first.open(slow(1, 1000));
        assertThat(Mcp.text(second.post(Mcp.call(1, "read_note", "{\"mine\":2}"))))
                .isEqualTo("read_note {\"mine\":2}");
        assertThat(new String(slow.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("done");
    }

    private static long pid(Mcp mcp) throws Exception {
        return Long.parseLong(Mcp.text(mcp.post(Mcp.call(1, "print_env", "{}"))).replaceAll(".* pid ", ""));
    }

    @Test // DESIGN Gateway: fails closed
    void a_server_that_dies_is_an_error_and_the_next_session_gets_a_new_one() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = reader(grant);
        HttpResponse<String> dead = mcp.post(Mcp.call(5, "die", "{}"));
        assertThat(Mcp.json(dead).path("error").path("code").asInt()).isEqualTo(-32603);
        assertThat(mcp.post(Mcp.call(6, "read_note", "{}")).statusCode()).isEqualTo(404);
        assertThat(Mcp.text(reader(grant).post(Mcp.call(7, "read_note", "{}")))).isEqualTo("read_note {}");
    }

    @Test // DESIGN Ledger: write commits a start before and an end after, read one event within a second
    void calls_are_in_the_log() throws Exception { // B2.8
        Grant grant = running.grant("notes", Access.WRITE);
        Mcp mcp = reader(grant);
        mcp.post(Mcp.call(1, "write_note", "{\"secret\":\"hush\"}"));
        mcp.post(Mcp.call(2, "read_note", "{}"));
        mcp.post(Mcp.call(3, "delete_note", "{}"));
        eventually(() -> running.events(grant).size() == 4);
        assertThat(running.events(grant))
                .extracting(Events.Entry::kind)
                .contains("start-call", "end-call", "record-call");
        assertThat(running.events(grant)).extracting(Events.Entry::body).noneMatch(b -> b.contains("hush"));
        assertThat(running.events(grant).stream()
                        .filter(e -> e.kind().equals("record-call"))
                        .map(e -> StrictJson.parse(e.body()))
                        .map(b -> b.path("tool").asString() + " "
                                + b.path("outcome").asString()))
                .containsExactlyInAnyOrder("read_note ok", "delete_note refused");
    }

    @Test // MCP 2026-07-28 RS-04, RS-05, RFC 8707
    void a_token_for_another_resource_is_refused() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        HttpResponse<String> refused = new Mcp(running.url("notes"), running.token(grant, running.issuer + "/mcp"))
                .post(Mcp.request(1, "ping"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("invalid_token", "another resource");
    }

    @Test // BEHAVIOURS A1.5, DESIGN Gateway: owner tokens 403 with a pointer to /v1
    void an_owner_token_is_refused_with_a_pointer() throws Exception {
        Grant grant = running.grant(Authority.NONE, Map.of(), TokenKind.OWNER);
        HttpResponse<String> refused = new Mcp(running.url("notes"), running.token(grant, running.issuer + "/v1"))
                .post(Mcp.request(1, "ping"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains(running.issuer + "/v1");
    }

    @Test // MCP 2026-07-28 RS-02, RS-03, RFC 6750 §3.1, RFC 9728 §5.1
    void without_credentials_the_401_has_no_error_code() throws Exception { // RS-06, A1.25, D2.8
        HttpResponse<String> refused = new Mcp(running.url("notes"), null).post(Mcp.request(1, "ping"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer scope=\"mcp:read mcp:write mcp:destructive\", resource_metadata=\"" + running.issuer
                        + "/.well-known/oauth-protected-resource/mcp/notes\"");
        assertThat(new Mcp(running.url("notes"), "rubbish")
                        .post(Mcp.request(1, "ping"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test // MCP 2026-07-28 RS-12, RFC 6750 §2.3
    void a_token_in_the_url_is_refused() throws Exception { // RS-06
        Grant grant = running.grant("notes", Access.READ);
        String token = running.token(grant, running.url("notes"));
        HttpResponse<String> refused =
                new Mcp(running.url("notes") + "?access_token=" + token, null).post(Mcp.request(1, "ping"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).doesNotContain(token);
    }

    @Test // DESIGN Gateway: Host and Origin are checked, aliases of the issuer 421
    void foreign_hosts_and_origins_are_refused() throws Exception { // D2.10
        String line = "POST /mcp/notes HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n";
        assertThat(Mcp.raw(running.port, line + "Host: 127.0.0.1:" + running.port + "\r\n\r\n"))
                .contains(" 421 ");
        assertThat(Mcp.raw(running.port, line + "Host: evil.example\r\n\r\n")).contains(" 421 ");
        String ours = line + "Host: localhost:" + running.port + "\r\n";
        assertThat(Mcp.raw(running.port, ours + "Origin: https://evil.example\r\n\r\n"))
                .contains(" 403 ");
        assertThat(Mcp.raw(running.port, ours + "Origin: null\r\n\r\n")).contains(" 403 ");
        assertThat(Mcp.raw(running.port, ours + "\r\n")).contains(" 401 ");
    }

    @Test // DESIGN Gateway: the mirrored headers must agree, MCP 2026-07-28 HeaderMismatch
    void a_mirrored_header_that_lies_is_refused() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        HttpResponse<String> refused = mcp.post(Mcp.call(1, "read_note", "{}"), "Mcp-Name", "print_env");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Mcp.json(refused).path("error").path("code").asInt()).isEqualTo(-32020);
        assertThat(mcp.post(Mcp.call(1, "read_note", "{}"), "Mcp-Method", "tools/list")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test // DESIGN Gateway: no translation between eras
    void a_stateless_request_to_a_server_with_sessions_learns_what_is_spoken() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = new Mcp(running.url("notes"), running.token(grant, running.url("notes")));
        mcp.useVersion("2026-07-28");
        HttpResponse<String> refused = mcp.post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{\"_meta\":{"
                        + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
                "Mcp-Method",
                "server/discover");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Mcp.json(refused).path("error").path("code").asInt()).isEqualTo(-32022);
        assertThat(refused.body()).contains("2025-11-25", "2025-06-18", "2025-03-26");
    }

    @Test // DESIGN Errors: every answer has a Request-Id
    void every_answer_has_an_id_of_its_own() throws Exception {
        Mcp stranger = new Mcp(running.url("notes"), null);
        String one = stranger.post("{}").headers().firstValue("Request-Id").orElseThrow();
        assertThat(stranger.post("{}").headers().firstValue("Request-Id"))
                .isPresent()
                .get()
                .isNotEqualTo(one);
        assertThat(new Mcp(running.url("nowhere"), null).post("{}").headers().firstValue("Request-Id"))
                .isPresent();
    }

    @Test // RFC 9110 §15.5.6
    void other_methods_are_not_allowed() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        for (String method : List.of("HEAD", "PUT", "PATCH", "OPTIONS")) {
            HttpResponse<String> refused = mcp.send(method);
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).isPresent();
        }
    }

    static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
