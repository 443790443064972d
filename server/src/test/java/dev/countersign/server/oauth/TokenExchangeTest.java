package dev.countersign.server.oauth;

import static dev.countersign.server.oauth.Delegating.claims;
import static dev.countersign.server.oauth.Delegating.json;
import static dev.countersign.server.oauth.Delegating.refused;
import static dev.countersign.server.oauth.Delegating.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8693 over HTTP: what an exchange gives. What it refuses is {@link TokenExchangeAttacksTest}. */
class TokenExchangeTest {
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

    @Test
    void a_receiver_gets_an_access_token_and_no_refresh_token() { // RFC 8693 §2.2.1
        var answer = json(agents.exchange("researcher", agents.planner(2, "any")));

        assertThat(answer.path("issued_token_type").asString()).isEqualTo(Delegating.ACCESS_TOKEN);
        assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.has("refresh_token")).isFalse();
        assertThat(answer.path("expires_in").asInt()).isBetween(1, 300);
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(answer.path("authorization_details").isArray()).isTrue();
    }

    @Test
    void the_subject_stays_and_each_actor_stands_outside_the_one_before() { // RFC 8693 §4.1, DESIGN Delegation
        var planner = agents.planner(2, "any");
        var researcher = agents.handOn("researcher", planner);
        var reader = claims(agents.handOn("reader", researcher));

        assertThat(reader.path("sub")).isEqualTo(claims(planner).path("sub"));
        assertThat(reader.path("client_id").asString()).isEqualTo("reader");
        var act = reader.path("act");
        assertThat(act.path("iss").asString()).isEqualTo(server.issuer());
        assertThat(act.path("sub_profile").asString()).isEqualTo("ai_agent");
        assertThat(act.path("act").path("sub"))
                .isEqualTo(claims(researcher).path("act").path("sub"));
        assertThat(act.path("act").path("act").path("sub"))
                .isEqualTo(claims(planner).path("act").path("sub"));
        assertThat(act.path("act").path("act").has("act")).isFalse();
    }

    @Test
    void all_tokens_of_one_unit_of_work_have_one_txn_and_the_time_of_the_humans_proof() { // REQUIREMENTS 3.5, 3.6
        var planner = agents.planner(2, "any");
        server.pass(Duration.ofMinutes(1));
        var reader = claims(agents.handOn("reader", planner));

        assertThat(reader.path("txn").asString())
                .isEqualTo(claims(planner).path("grant_id").asString());
        assertThat(reader.path("auth_time")).isEqualTo(claims(planner).path("auth_time"));
        assertThat(reader.path("amr")).isEqualTo(claims(planner).path("amr"));
        assertThat(reader.path("grant_id")).isNotEqualTo(claims(planner).path("grant_id"));
    }

    @Test
    void scope_resource_audience_and_details_narrow() { // RFC 8693 §2.1, RFC 8707, RFC 9396
        var planner = agents.planner(1, "any");
        assertThat(claims(agents.handOn("reader", planner, "scope", "mcp:read"))
                        .path("scope")
                        .asString())
                .isEqualTo("mcp:read");
        assertThat(claims(agents.handOn("reader", planner, "audience", "files"))
                        .path("aud")
                        .asString())
                .isEqualTo(server.files());
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files()
                + "\"],\"actions\":[\"read\"],\"tools\":[\"read_file\"],"
                + "\"arguments\":{\"read_file\":{\"/path\":{\"under\":[\"/srv/\"]}}}}]";
        var narrow = claims(agents.handOn("reader", planner, "authorization_details", details));
        assertThat(narrow.path("authorization_details")
                        .get(0)
                        .path("tools")
                        .get(0)
                        .asString())
                .isEqualTo("read_file");
    }

    @Test
    void the_child_keeps_what_it_asked_for_and_no_more() { // DESIGN Delegation: authority only shrinks
        var reader = agents.handOn("reader", agents.planner(2, "any"), "scope", "mcp:read");
        assertThat(refused(agents.exchange("writer", reader, "scope", "mcp:write")))
                .startsWith("invalid_scope");
    }

    @Test
    void an_actor_token_of_the_receivers_own_is_taken() { // RFC 8693 §2.1
        var planner = agents.planner(1, "any");
        agents.handOn(
                "reader", planner, "actor_token", agents.own("reader"), "actor_token_type", Delegating.ACCESS_TOKEN);
        agents.handOn("reader", planner, "actor_token", agents.own("reader"), "actor_token_type", Delegating.JWT);
    }

    @Test
    void a_token_minted_from_another_agents_ends_with_it() { // DESIGN Delegation
        var planner = agents.planner(1, "any");
        server.pass(Duration.ofMinutes(4));
        var reader = claims(agents.handOn("reader", planner));
        assertThat(reader.path("exp")).isEqualTo(claims(planner).path("exp"));
    }

    @Test
    void a_child_renews_with_its_own_token_at_the_same_depth() { // DESIGN Delegation: renewal
        var reader = agents.handOn("reader", agents.planner(2, "any"));
        server.pass(Duration.ofMinutes(4));
        var renewed = claims(agents.handOn("reader", reader));

        assertThat(renewed.path("grant_id")).isEqualTo(claims(reader).path("grant_id"));
        assertThat(renewed.path("act")).isEqualTo(claims(reader).path("act"));
        assertThat(renewed.path("exp").asLong() - renewed.path("iat").asLong()).isEqualTo(300);
    }

    @Test
    void renewal_ends_at_the_policys_time() { // DESIGN Delegation: renewal
        var reader = agents.handOn("reader", agents.planner(1, Duration.ofMinutes(6), "any"));
        server.pass(Duration.ofMinutes(4));
        var renewed = agents.handOn("reader", reader);
        assertThat(claims(renewed).path("exp").asLong()
                        - claims(renewed).path("iat").asLong())
                .isEqualTo(120);
        server.pass(Duration.ofMinutes(2));
        assertThat(refused(agents.exchange("reader", renewed))).startsWith("invalid_request");
    }

    @Test
    void renewal_gives_back_nothing_that_was_given_up() { // RFC 8693 §2.1
        var reader = agents.handOn("reader", agents.planner(1, "any"));
        var narrow = agents.handOn("reader", reader, "scope", "mcp:read");
        assertThat(refused(agents.exchange("reader", narrow, "scope", "mcp:write")))
                .startsWith("invalid_scope");
    }

    @Test
    void a_lifetime_is_kept() { // issue 5 point 2: lifetime only shrinks
        var reader = agents.handOn("reader", agents.planner(1, "any"), "expires_in", "30");
        assertThat(claims(reader).path("exp").asLong()
                        - claims(reader).path("iat").asLong())
                .isEqualTo(30);
        server.pass(Duration.ofSeconds(29));
        agents.exchange("reader", reader);
        server.pass(Duration.ofSeconds(2));
        assertThat(refused(agents.exchange("reader", reader))).startsWith("invalid_request");
    }

    @Test
    void the_largest_share_is_what_is_handed_on() { // issue 5 point 1
        var share = Authority.everything(server.files(), Access.READ);
        var planner = agents.planner(
                new DelegationPolicy(1, List.of("any"), server.now().plusSeconds(600), share));
        assertThat(claims(agents.handOn("reader", planner)).path("scope").asString())
                .isEqualTo("mcp:read");
        assertThat(refused(agents.exchange("reader", planner, "scope", "mcp:write")))
                .startsWith("invalid_scope");
    }

    @Test
    void a_configured_client_hands_on_what_its_entry_says() { // DESIGN: clients.NAME.delegate
        var reader = claims(agents.handOn("reader", agents.own("reporter"), "resource", server.files()));
        assertThat(reader.path("sub").asString()).isEqualTo("client:reporter");
        assertThat(reader.path("scope").asString()).isEqualTo("mcp:read");
        assertThat(refused(agents.exchange("writer", agents.own("reporter")))).contains("none of those");
    }

    @Test
    void a_delegator_gets_a_ticket_and_never_the_receivers_token() { // issue 5 point 3
        var answer = json(agents.ticket("planner", agents.planner(1, "any"), "reader", "scope", "mcp:read"));

        assertThat(answer.path("token_type").asString()).isEqualTo("N_A");
        assertThat(answer.path("issued_token_type").asString()).isEqualTo(Delegating.TICKET);
        assertThat(answer.path("expires_in").asInt()).isEqualTo(120);
        assertThat(answer.path("access_token").asString()).startsWith("cs_dt_");
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read");
    }

    @Test
    void the_receiver_redeems_its_ticket_for_a_child_grant() { // issue 5 point 3
        var planner = agents.planner(1, "any");
        var ticket = token(agents.ticket("planner", planner, "reader", "scope", "mcp:read"));
        var reader = claims(agents.handOn("reader", ticket, "subject_token_type", Delegating.TICKET));

        assertThat(reader.path("scope").asString()).isEqualTo("mcp:read");
        assertThat(reader.path("client_id").asString()).isEqualTo("reader");
        assertThat(reader.path("act").path("act").path("sub"))
                .isEqualTo(claims(planner).path("act").path("sub"));
        assertThat(reader.path("exp").asLong())
                .isLessThanOrEqualTo(claims(planner).path("exp").asLong());
    }

    @Test
    void a_wrong_parameter_does_not_cost_the_ticket() { // issue 5 point 3
        var ticket = token(agents.ticket("planner", agents.planner(1, "any"), "reader", "scope", "mcp:read"));
        assertThat(refused(agents.exchange(
                        "reader", ticket, "subject_token_type", Delegating.TICKET, "scope", "mcp:write")))
                .startsWith("invalid_scope");
        agents.handOn("reader", ticket, "subject_token_type", Delegating.TICKET);
    }

    @Test
    void revoking_the_middle_ends_what_is_below_and_only_that() { // issue 5 point 9
        var planner = agents.planner(2, "any");
        var researcher = agents.handOn("researcher", planner);
        var reader = agents.handOn("reader", researcher);
        var grant = new GrantId(claims(researcher).path("grant_id").asString());
        server.acts().perform(new Revoke(RevocationKey.of(grant), Optional.empty()), Origin.HOST);

        assertThat(refused(agents.exchange("reader", reader))).startsWith("invalid_request");
        agents.handOn("writer", planner);
    }

    @Test
    void metadata_offers_the_exchange() { // RFC 8414 §2: honest
        assertThat(server.get("/.well-known/oauth-authorization-server").body()).contains(Delegating.EXCHANGE);
    }
}
