package dev.countersign.server.oauth;

import static dev.countersign.server.oauth.Delegating.ACCESS_TOKEN;
import static dev.countersign.server.oauth.Delegating.TICKET;
import static dev.countersign.server.oauth.Delegating.claims;
import static dev.countersign.server.oauth.Delegating.json;
import static dev.countersign.server.oauth.Delegating.refused;
import static dev.countersign.server.oauth.Delegating.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Issue 5 point 4: every attack on a chain, each refused with the error of its RFC. */
class TokenExchangeAttacksTest {
    @TempDir
    Path folder;

    private OAuthServer server;
    private Delegating agents;

    @BeforeEach
    void start() throws Exception {
        server = new OAuthServer(folder, Delegating.YAML).withOwner();
        agents = new Delegating(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static GrantId grant(String token) {
        return new GrantId(claims(token).path("grant_id").asString());
    }

    /** The same token, changed and really signed by this server. */
    private String resigned(String token, String type, Consumer<ObjectNode> change) {
        var claims = (ObjectNode) claims(token);
        change.accept(claims);
        return server.signed(type, claims);
    }

    private int events() {
        return server.acts().read(tx -> tx.events().after(0, 1000)).size();
    }

    private static String withHeader(String token, String header) {
        var encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));
        return encoded + token.substring(token.indexOf('.'));
    }

    @Test
    void nothing_is_handed_on_that_nobody_allowed() { // DESIGN Delegation: off by default
        var planner = agents.planner(dev.countersign.core.DelegationPolicy.OFF);
        assertThat(refused(agents.exchange("reader", planner)))
                .startsWith("invalid_request")
                .contains("delegate");
        assertThat(refused(agents.ticket("planner", planner, "reader"))).startsWith("invalid_request");
    }

    @Test
    void no_agent_stands_twice_in_a_chain() { // issue 5 point 4: cycles
        var researcher = agents.handOn("researcher", agents.planner(4, "any"));
        var reader = agents.handOn("reader", researcher);
        assertThat(refused(agents.exchange("researcher", reader)))
                .startsWith("invalid_request")
                .contains("already");
        assertThat(refused(agents.exchange("planner", reader)))
                .startsWith("invalid_request")
                .contains("already");
        assertThat(refused(agents.ticket("reader", reader, "planner"))).contains("already");
    }

    @Test
    void an_agent_hands_on_nothing_to_itself() { // issue 5 point 4: cycles
        var planner = agents.planner(4, "any");
        assertThat(refused(agents.exchange("planner", planner)))
                .startsWith("invalid_request")
                .contains("refresh");
        assertThat(refused(agents.ticket("planner", planner, "planner"))).contains("already");
    }

    @Test
    void a_chain_is_as_deep_as_the_human_allowed() { // issue 5 point 4: depth
        var reader = agents.handOn("reader", agents.planner(1, "any"));
        assertThat(refused(agents.exchange("writer", reader)))
                .startsWith("invalid_request")
                .contains("as often as");
    }

    @Test
    void a_chain_has_five_actors_at_most() { // DESIGN Delegation: 4 hops = 5 nested acts
        var token = agents.planner(9, "any");
        for (var next : new String[] {"researcher", "reader", "writer", "fifth"}) token = agents.handOn(next, token);
        assertThat(refused(agents.exchange("sixth", token)))
                .startsWith("invalid_request")
                .contains("as often as");
    }

    @Test
    void an_expired_subject_hands_on_nothing() { // issue 5 point 4: expired
        var planner = agents.planner(2, "any");
        server.pass(Duration.ofMinutes(5));
        assertThat(refused(agents.exchange("reader", planner)))
                .startsWith("invalid_request")
                .contains("expired");
    }

    @Test
    void a_revoked_or_suspended_parent_hands_on_nothing() { // issue 5 point 4: stale parents
        var revoked = agents.planner(2, "any");
        server.acts().perform(new Revoke(RevocationKey.of(grant(revoked)), Optional.empty()), Origin.HOST);
        assertThat(refused(agents.exchange("reader", revoked)))
                .startsWith("invalid_request")
                .contains("revoked");

        var suspended = agents.planner(2, "any");
        server.acts().perform(new Suspend(RevocationKey.of(grant(suspended)), Optional.empty()), Origin.HOST);
        assertThat(refused(agents.exchange("reader", suspended)))
                .startsWith("invalid_request")
                .contains("suspended");
    }

    @Test
    void a_grandparents_end_is_felt_at_once() { // issue 5 point 4: stale parents
        var planner = agents.planner(3, "any");
        var reader = agents.handOn("reader", agents.handOn("researcher", planner));
        server.acts().perform(new Revoke(RevocationKey.of(grant(planner)), Optional.empty()), Origin.HOST);
        assertThat(refused(agents.exchange("writer", reader))).contains("revoked");
        assertThat(refused(agents.exchange("reader", reader))).contains("revoked");
    }

    @Test
    void subject_and_actor_cannot_be_swapped() { // issue 5 point 4
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.exchange(
                        "reader", agents.own("reader"), "actor_token", planner, "actor_token_type", ACCESS_TOKEN)))
                .startsWith("invalid_request");
    }

    @Test
    void nobody_presents_anothers_actor_token() { // issue 5 point 4: spliced actors
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.exchange(
                        "writer", planner, "actor_token", agents.own("reader"), "actor_token_type", ACCESS_TOKEN)))
                .startsWith("invalid_request")
                .contains("not this client's own");
        assertThat(refused(
                        agents.exchange("reader", planner, "actor_token", planner, "actor_token_type", ACCESS_TOKEN)))
                .startsWith("invalid_request");
    }

    @Test
    void a_delegated_token_is_nobodys_own_credential() { // issue 5 point 4: spliced actors
        var handed = agents.handOn("reader", agents.own("reporter"));
        assertThat(refused(agents.exchange(
                        "reader", agents.planner(2, "any"), "actor_token", handed, "actor_token_type", ACCESS_TOKEN)))
                .contains("not this client's own");
    }

    @Test
    void a_client_that_is_not_who_it_says_gets_nothing() { // RFC 6749 §5.2
        var form = Map.of(
                "grant_type",
                Delegating.EXCHANGE,
                "client_id",
                "reader",
                "subject_token",
                agents.planner(2, "any"),
                "subject_token_type",
                ACCESS_TOKEN);
        var answer = server.post("/oauth/token", form);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_client");
    }

    @Test
    void a_public_clients_name_alone_receives_nothing() { // REQUIREMENTS 3.4
        var form = Map.of(
                "grant_type",
                Delegating.EXCHANGE,
                "client_id",
                "mcp-agent",
                "subject_token",
                agents.planner(2, "mcp-agent"),
                "subject_token_type",
                ACCESS_TOKEN);
        assertThat(refused(server.post("/oauth/token", form)))
                .startsWith("invalid_request")
                .contains("DPoP");
    }

    @Test
    void an_act_that_was_stripped_or_rewritten_is_refused_even_when_signed() { // issue 5 point 4: stripped act, C2.5
        var reader = agents.handOn("reader", agents.planner(3, "any"));
        var stripped = resigned(reader, "at+jwt", claims -> claims.remove("act"));
        var shortened = resigned(reader, "at+jwt", claims -> ((ObjectNode) claims.get("act")).remove("act"));
        var foreign = resigned(
                reader, "at+jwt", claims -> ((ObjectNode) claims.get("act")).put("iss", "https://elsewhere.example"));
        var dated = resigned(reader, "at+jwt", claims -> ((ObjectNode) claims.get("act")).put("exp", 9_999_999_999L));
        for (var token : new String[] {stripped, shortened, foreign, dated}) {
            assertThat(refused(agents.exchange("writer", token))).startsWith("invalid_request");
        }
    }

    @Test
    void a_signed_chain_that_is_too_deep_is_no_token() { // draft-mcguinness-oauth-actor-profile: depth > 5
        var deep = resigned(agents.planner(3, "any"), "at+jwt", claims -> {
            var act = (ObjectNode) claims.get("act");
            for (var i = 0; i < 5; i++) {
                var inner = act.deepCopy();
                inner.remove("act");
                act.set("act", inner);
                act = inner;
            }
        });
        assertThat(refused(agents.exchange("reader", deep))).startsWith("invalid_request");
    }

    @Test
    void tokens_of_other_issuers_are_not_taken() { // issue 5 point 4: foreign issuers
        var foreign = resigned(agents.planner(2, "any"), "at+jwt", claims -> claims.put("iss", "https://idp.example"));
        assertThat(refused(agents.exchange("reader", foreign))).startsWith("invalid_request");
    }

    @Test
    void unsigned_and_forged_tokens_are_not_taken() { // issue 5 point 4: alg none
        var planner = agents.planner(2, "any");
        var kid = "\"kid\":\"x\"";
        for (var header : new String[] {
            "{\"alg\":\"none\",\"typ\":\"at+jwt\"}",
            "{\"alg\":\"none\",\"typ\":\"at+jwt\"," + kid + "}",
            "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"," + kid + "}"
        }) {
            assertThat(refused(agents.exchange("reader", withHeader(planner, header))))
                    .startsWith("invalid_request");
        }
        var unsigned = withHeader(planner, "{\"alg\":\"none\",\"typ\":\"at+jwt\"}");
        assertThat(refused(agents.exchange("reader", unsigned.substring(0, unsigned.lastIndexOf('.') + 1))))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", planner.substring(0, planner.length() - 4) + "AAAA")))
                .startsWith("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "countersign-context+jwt", "oauth-id-jag+jwt", "dpop+jwt", "txntoken+jwt"})
    void a_signed_thing_of_another_kind_is_no_access_token(String type) { // issue 5 point 4: upstream contexts
        var other = resigned(agents.planner(2, "any"), type, _ -> {});
        assertThat(refused(agents.exchange("reader", other))).startsWith("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:params:oauth:token-type:refresh_token",
                "urn:ietf:params:oauth:token-type:id_token",
                "urn:ietf:params:oauth:token-type:saml2",
                "urn:ietf:params:oauth:token-type:txn_token",
                "access_token"
            })
    void a_token_type_that_lies_is_refused(String type) { // RFC 8693 §2.1, §3
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.exchange("reader", planner, "subject_token_type", type)))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", planner, "requested_token_type", type)))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange(
                        "reader", planner, "actor_token", agents.own("reader"), "actor_token_type", type)))
                .startsWith("invalid_request");
    }

    @Test
    void an_access_token_is_no_ticket_and_a_ticket_no_access_token() { // issue 5 point 4: lying token types
        var planner = agents.planner(2, "any");
        var ticket = token(agents.ticket("planner", planner, "reader"));
        assertThat(refused(agents.exchange("reader", planner, "subject_token_type", TICKET)))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", ticket))).startsWith("invalid_request");
    }

    @Test
    void actor_token_and_its_type_come_together() { // RFC 8693 §2.1
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.exchange("reader", planner, "actor_token", agents.own("reader"))))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", planner, "actor_token_type", ACCESS_TOKEN)))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", planner, "subject_token_type", "")))
                .startsWith("invalid_request");
        assertThat(refused(agents.exchange("reader", planner, "subject_token", "")))
                .startsWith("invalid_request");
    }

    @Test
    void may_act_is_honoured() { // RFC 8693 §4.4
        var planner = agents.planner(2, "any");
        var forReader = resigned(
                planner, "at+jwt", claims -> claims.putObject("may_act").put("sub", "reader"));
        var elsewhere = resigned(
                planner,
                "at+jwt",
                claims -> claims.putObject("may_act")
                        .put("iss", "https://elsewhere.example")
                        .put("sub", "reader"));
        assertThat(refused(agents.exchange("writer", forReader)))
                .startsWith("invalid_request")
                .contains("may_act");
        assertThat(refused(agents.exchange("reader", elsewhere))).contains("may_act");
        agents.handOn("reader", forReader);
    }

    @Test
    void nothing_is_widened() { // RFC 8693 §2.2.2: scope, target, details
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.exchange("reader", planner, "scope", "mcp:destructive")))
                .startsWith("invalid_scope");
        assertThat(refused(agents.exchange("reader", planner, "resource", server.issuer() + "/mcp/mail")))
                .startsWith("invalid_target");
        assertThat(refused(agents.exchange("reader", planner, "audience", "mail")))
                .startsWith("invalid_target");
        assertThat(refused(agents.exchange("reader", planner, "audience", "reader")))
                .startsWith("invalid_target");
        assertThat(refused(agents.exchange("reader", planner, "resource", server.issuer() + "/v1")))
                .startsWith("invalid_target");
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files() + "\"],\"actions\":[\"destructive\"]}]";
        assertThat(refused(agents.exchange("reader", planner, "authorization_details", details)))
                .startsWith("invalid_authorization_details");
        var unknown = "[{\"type\":\"payment\"}]";
        assertThat(refused(agents.exchange("reader", planner, "authorization_details", unknown)))
                .startsWith("invalid_authorization_details");
        assertThat(refused(agents.exchange("reader", planner, "expires_in", "-1")))
                .startsWith("invalid_request");
    }

    @Test
    void the_receiver_asks_for_no_more_hops_than_are_left() { // DESIGN Delegation: depth
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files()
                + "\"],\"actions\":[\"read\"],\"delegate\":{\"depth\":9,\"to\":\"any\"}}]";
        var reader = agents.handOn("reader", agents.planner(1, "any"), "authorization_details", details);
        assertThat(refused(agents.exchange("writer", reader))).contains("as often as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs_pat_", "cs_rt_", "cs_dt_", "cs_co_"})
    void secrets_are_never_subjects(String prefix) { // issue 5 point 4: PATs
        assertThat(refused(agents.exchange("reader", prefix + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0000")))
                .startsWith("invalid_request");
    }

    @Test
    void owner_tokens_are_never_subjects() { // issue 5 point 4: owner tokens
        var planner = agents.planner(2, "any");
        var owner = resigned(planner, "at+jwt", claims -> claims.put("token_kind", "owner"));
        assertThat(refused(agents.exchange("reader", owner))).startsWith("invalid_request");
    }

    @Test
    void a_ticket_is_of_no_use_to_another() { // issue 5 point 4
        var planner = agents.planner(2, "any");
        var ticket = token(agents.ticket("planner", planner, "reader"));
        assertThat(refused(agents.exchange("writer", ticket, "subject_token_type", TICKET)))
                .startsWith("invalid_request")
                .contains("another client");
        agents.handOn("reader", ticket, "subject_token_type", TICKET);
    }

    @Test
    void a_ticket_is_redeemed_once() { // issue 5 point 4
        var ticket = token(agents.ticket("planner", agents.planner(2, "any"), "reader"));
        agents.handOn("reader", ticket, "subject_token_type", TICKET);
        assertThat(refused(agents.exchange("reader", ticket, "subject_token_type", TICKET)))
                .startsWith("invalid_request")
                .contains("redeemed before");
    }

    @Test
    void a_ticket_for_a_public_client_names_its_key() { // issue 5 point 3: refused without one
        var planner = agents.planner(2, "mcp-agent");
        assertThat(refused(agents.ticket("planner", planner, "mcp-agent"))).contains("thumbprint");
        assertThat(refused(agents.ticket("planner", planner, "mcp-agent", "requested_actor_jkt", "short")))
                .contains("43 characters");
        var bound = token(agents.ticket(
                "planner", planner, "mcp-agent", "requested_actor_jkt", "n4LNDVOVBmmT0JLHVcHvCFcqg3PtYoPTVv9tBCGuYbM"));
        var form = Map.of(
                "grant_type",
                Delegating.EXCHANGE,
                "client_id",
                "mcp-agent",
                "subject_token",
                bound,
                "subject_token_type",
                TICKET);
        assertThat(refused(server.post("/oauth/token", form))).contains("bound to a key");
    }

    @Test
    void only_the_agent_itself_asks_for_tickets() { // issue 5 point 3
        var planner = agents.planner(2, "any");
        assertThat(refused(agents.ticket("writer", planner, "reader"))).startsWith("invalid_request");
        assertThat(refused(agents.ticket("planner", planner, "nobody-known"))).contains("not known");
        assertThat(refused(agents.exchange("planner", planner, "requested_actor", "reader")))
                .startsWith("invalid_request");
    }

    @Test
    void renewal_is_the_holders_own() { // DESIGN Delegation: own authentication
        var reader = agents.handOn("reader", agents.planner(1, "any"));
        assertThat(refused(agents.exchange("writer", reader))).startsWith("invalid_request");
    }

    @Test
    void a_refusal_writes_nothing() { // DESIGN: one transaction
        var planner = agents.planner(1, "reader");
        var before = events();
        assertThat(refused(agents.exchange("writer", planner))).contains("none of those");
        assertThat(events()).isEqualTo(before);
    }

    @Test
    void where_the_operator_allows_no_hop_the_exchange_is_not_offered() throws Exception { // RFC 8414: honest
        try (var other = new OAuthServer(folder.resolve("other"), Delegating.YAML + "delegation: { max-depth: 0 }\n")
                .withOwner()) {
            var answer = new Delegating(other).exchange("reader", "x");
            assertThat(answer.body()).contains("unsupported_grant_type");
            assertThat(other.get("/.well-known/oauth-authorization-server").body())
                    .doesNotContain("token-exchange");
        }
    }

    @Test
    void errors_name_a_remedy_and_repeat_no_token() { // BEHAVIOURS: errors say what to do
        var planner = agents.planner(1, "reader");
        assertThat(agents.exchange("writer", planner).body()).doesNotContain(planner);
        assertThat(json(agents.exchange("reader", planner)).path("scope").asString())
                .contains(Access.READ.scope());
    }
}
