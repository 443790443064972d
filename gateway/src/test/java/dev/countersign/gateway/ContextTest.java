package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.countersign.acts.Signer;
import dev.countersign.core.AgentId;
import dev.countersign.core.Digest;
import dev.countersign.core.Grant;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpSettings;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Holding;
import dev.countersign.store.Events;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What guarded servers are told of their callers, and what callers get in return. */
class ContextTest {
    private static final String SESSION = "2025-06-18";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    static Path folder;

    private static HttpNotes upstream;
    private static Running running;
    private static Path home;

    @BeforeAll
    static void start() throws Exception {
        upstream = new HttpNotes();
        upstream.goOn.countDown();
        home = folder.resolve("home");
        Transport stdio =
                new Transport.Stdio(new StdioSettings(NotesServer.command(), Map.of(), Isolation.GRANT, 16, home));
        Transport http = new Transport.Http(new HttpSettings(URI.create(upstream.url() + "?key=hidden"), Map.of()));
        running = new Running(
                folder,
                List.of(
                        new ServerSettings("far", http, Map.of(), true, Optional.empty(), true),
                        new ServerSettings("notes", stdio, Map.of(), true, Optional.of(Access.WRITE), true),
                        new ServerSettings("plainly", stdio, Map.of(), true)));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
        upstream.close();
    }

    private static Mcp at(String server, Grant grant) throws Exception {
        return Mcp.session(running.url(server), running.token(grant, running.url(server)), SESSION);
    }

    /** Checks a context as an upstream does: key, type, issuer, audience, time. */
    private static JWTClaimsSet verified(String context, String audience) throws Exception {
        DefaultJWTProcessor<com.nimbusds.jose.proc.SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("countersign-context+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(running.keys.published())));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder().issuer(running.issuer).build(),
                Set.of("sub", "act", "txn", "iat", "exp", "jti")));
        return processor.process(context, null);
    }

    private static JsonNode call(JWTClaimsSet claims) {
        return StrictJson.parse(claims.toString()).path("tctx").path("calls").path(0);
    }

    private static JsonNode receipt(HttpResponse<String> answer) {
        return Mcp.json(answer).path("result").path("_meta").path("dev.countersign/receipt");
    }

    private static HttpFields lastHeaders() {
        return upstream.received.getLast();
    }

    @Test // issue 5.8: a signed, one-minute context with txn, sub, actor chain, grant ids, tool, argument hash
    void a_server_reached_by_http_is_told_who_calls_for_whom_and_what() throws Exception {
        Grant grant = running.grant("far", Access.READ);
        Mcp mcp = at("far", grant);
        HttpResponse<String> answer = mcp.post(Mcp.call(1, "look", "{\"b\":1.0,\"a\":\"x\"}"));

        JWTClaimsSet claims = verified(lastHeaders().get("Txn-Token"), upstream.url());
        assertThat(claims.getSubject()).isEqualTo(Running.ADA.value());
        assertThat(claims.getStringClaim("txn")).isEqualTo(grant.root().value());
        assertThat(claims.getStringClaim("grant_id")).isEqualTo(grant.id().value());
        assertThat(claims.getJSONObjectClaim("act"))
                .containsEntry("sub", grant.agent().value())
                .containsEntry("iss", running.issuer)
                .containsEntry("client_id", "mcp-agent")
                .containsEntry("grant_id", grant.id().value());
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(1));
        JsonNode call = call(claims);
        assertThat(call.path("tool").asString()).isEqualTo("look");
        assertThat(call.path("access").asString()).isEqualTo("read");
        assertThat(call.path("arguments").asString())
                .isEqualTo(Digest.of("{\"a\":\"x\",\"b\":1}").base64url());
        assertThat(call.path("event")).isEqualTo(receipt(answer).path("event"));
    }

    @Test // MCP 2026-07-28 RS-11: the client's token never goes up; DESIGN Gateway: a signed context does
    void every_request_of_a_client_carries_one_and_none_carries_its_token() throws Exception {
        int before = upstream.received.size();
        Mcp mcp = at("far", running.grant("far", Access.READ));
        mcp.post(Mcp.request(1, "tools/list"));
        mcp.send("DELETE");

        List<HttpFields> sent = upstream.received.subList(before, upstream.received.size());
        assertThat(sent).hasSizeGreaterThanOrEqualTo(4);
        assertThat(sent)
                .filteredOn(h -> "upstream-session-1".equals(h.get("Mcp-Session-Id")))
                .allSatisfy(headers -> {
                    assertThat(headers.contains("Authorization")).isFalse();
                    verified(headers.get("Txn-Token"), upstream.url());
                });
    }

    @Test // issue 5.8: returns to the caller a receipt that names the event
    void the_receipt_names_the_event_in_the_log() throws Exception {
        Grant grant = running.grant("far", Access.READ);
        JsonNode receipt = receipt(at("far", grant).post(Mcp.call(1, "look", "{}")));

        String event = receipt.path("event").asString();
        assertThat(receipt.path("txn").asString()).isEqualTo(grant.root().value());
        assertThat(receipt.path("url").asString()).isEqualTo(running.issuer + "/ledger/receipts/" + event);
        assertThat(logged(grant, event).kind()).isEqualTo("record-call");
    }

    private static Events.Entry logged(Grant grant, String event) throws Exception {
        for (int i = 0; i < 100; i++) { // reads are logged within a second
            Optional<Events.Entry> found = running.events(grant).stream()
                    .filter(entry -> entry.id().equals(event))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no event " + event);
    }

    @Test // issue 5.8: inbound copies of the header never pass, whatever their case, C2.3
    void a_context_that_a_client_brings_never_passes() throws Exception {
        Mcp mcp = at("far", running.grant("far", Access.READ));
        for (String header : List.of("Txn-Token", "txn-token", "TXN-TOKEN", "Countersign-Context", "COUNTERSIGN-X")) {
            int before = upstream.received.size();
            assertThat(mcp.post(Mcp.call(1, "look", "{}"), header, "forged").statusCode())
                    .as(header)
                    .isEqualTo(400);
            assertThat(upstream.received).as(header).hasSize(before);
        }
        mcp.send("DELETE", "txn-token", "forged");
        assertThat(lastHeaders().getValuesList("Txn-Token")).singleElement().isNotEqualTo("forged");
    }

    @Test // issue 5.8: W3C traceparent is kept
    void a_trace_goes_on() throws Exception {
        Mcp mcp = at("far", running.grant("far", Access.READ));
        mcp.post(Mcp.call(1, "look", "{}"), "traceparent", TRACE, "tracestate", "a=1,b=2");
        assertThat(lastHeaders().get("traceparent")).isEqualTo(TRACE);
        assertThat(lastHeaders().get("tracestate")).isEqualTo("a=1,b=2");

        mcp.post(Mcp.call(2, "look", "{}"), "traceparent", "00-zz");
        assertThat(lastHeaders().contains("traceparent")).isFalse();
    }

    @Test // issue 5.8, for a transport without headers
    void a_process_is_told_in_the_message() throws Exception {
        Files.deleteIfExists(home.resolve("meta"));
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = at("notes", grant);
        HttpResponse<String> answer = mcp.post(Mcp.call(1, "read_note", "{\"n\":1}"), "traceparent", TRACE);

        assertThat(Mcp.text(answer)).isEqualTo("read_note {\"n\":1}");
        JsonNode meta = StrictJson.parse(Files.readString(home.resolve("meta")));
        assertThat(meta.path("traceparent").asString()).isEqualTo(TRACE);
        JWTClaimsSet claims = verified(meta.path("dev.countersign/context").asString(), "stdio:notes");
        assertThat(claims.getStringClaim("grant_id")).isEqualTo(grant.id().value());
        assertThat(call(claims).path("tool").asString()).isEqualTo("read_note");
        assertThat(call(claims).path("event")).isEqualTo(receipt(answer).path("event"));
    }

    @Test // DESIGN Gateway: a signed context goes up where context is on, and only there
    void without_the_switch_nothing_is_said() throws Exception {
        Files.deleteIfExists(home.resolve("meta"));
        Mcp mcp = at("plainly", running.grant("plainly", Access.WRITE));
        HttpResponse<String> answer = mcp.post(Mcp.call(1, "read_note", "{}"));
        assertThat(receipt(answer).isMissingNode()).isTrue();
        assertThat(Files.readString(home.resolve("meta"))).doesNotContain("countersign");
    }

    @Test // issue 5.8: only Countersign makes receipts
    void a_server_cannot_forge_a_receipt() throws Exception {
        Mcp mcp = at("plainly", running.grant("plainly", Access.WRITE));
        JsonNode meta =
                Mcp.json(mcp.post(Mcp.call(1, "plain", "{}"))).path("result").path("_meta");
        assertThat(meta.propertyNames()).containsExactly("own");
    }

    @Test // DESIGN Delegation: the upstream context is evidence, not a credential
    void a_context_opens_no_door() throws Exception {
        at("far", running.grant("far", Access.READ)).post(Mcp.call(1, "look", "{}"));
        String context = lastHeaders().get("Txn-Token");
        for (String server : List.of("far", "notes")) {
            HttpResponse<String> refused = new Mcp(running.url(server), context).post(Mcp.call(1, "look", "{}"));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
        }
    }

    @Test // RFC 8785: a hash names exactly one value
    void arguments_that_no_hash_can_name_are_refused_before_they_go_up() throws Exception {
        Grant grant = running.grant("far", Access.READ);
        Mcp mcp = at("far", grant);
        int before = upstream.received.size();
        HttpResponse<String> refused = mcp.post(Mcp.call(1, "look", "{\"n\":9007199254740993}"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("as a string");
        assertThat(upstream.received).hasSize(before);
    }

    @Test // issue 5.8: actor chain with devices; REQUIREMENTS 3: act nested, newest outermost
    void a_chain_names_every_agent_its_grant_and_its_device() throws Exception {
        Grant root = running.grant("far", Access.READ);
        Grant child = running.grant("far", Access.READ);
        AccessToken token = new AccessToken(
                "at_1",
                child.id(),
                TokenKind.CLIENT,
                child.subject().sub(),
                child.client(),
                Set.of(running.url("far")),
                child.authority(),
                Set.of(),
                Instant.now().plusSeconds(60),
                Optional.empty(),
                List.<AgentId>of(),
                Optional.empty(),
                false);
        Contexts contexts = new Contexts(
                running.issuer, "https://far.example/mcp", "far", new Signer(running.keys), InstantSource.system());
        String context = contexts.sign(
                new Admitted(token, new Holding(child, List.of(root), child.authority())),
                List.of(),
                new Journal(new Recorder(running.acts), dev.countersign.acts.Origin.SELF));

        JsonNode claims =
                StrictJson.parse(verified(context, "https://far.example/mcp").toString());
        assertThat(claims.path("act").path("grant_id").asString())
                .isEqualTo(child.id().value());
        assertThat(claims.path("act").path("act").path("grant_id").asString())
                .isEqualTo(root.id().value());
        assertThat(claims.path("act").path("act").has("act")).isFalse();
        assertThat(Canonical.exact(claims)).isPresent();
    }

    @Test // issue 5.7: require-dpop per server and access class
    void from_its_class_on_a_call_needs_a_token_bound_to_a_key() throws Exception {
        Mcp mcp = at("notes", running.grant("notes", Access.DESTRUCTIVE));
        assertThat(Mcp.text(mcp.post(Mcp.call(1, "read_note", "{}")))).isEqualTo("read_note {}");
        for (String tool : List.of("write_note", "delete_note")) {
            HttpResponse<String> refused = mcp.post(Mcp.call(2, tool, "{}"));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("DPoP error=\"invalid_token\"")
                    .contains("bound to a key", "algs=");
        }
    }
}
