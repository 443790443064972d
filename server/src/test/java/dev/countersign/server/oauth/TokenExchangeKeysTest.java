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
import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents without a credential, known by their keys, and devices in a chain (RFC 9449, issue 5 points 3 and 7). */
class TokenExchangeKeysTest {
    @TempDir
    Path folder;

    private final KeyHolder laptop = new KeyHolder();
    private OAuthServer server;
    private Delegating agents;

    @BeforeEach
    void start() throws Exception {
        var gadget = "  gadget: { grant_types: [ \"" + Delegating.EXCHANGE + "\" ] }\n";
        server = new OAuthServer(folder, Delegating.YAML + gadget).withOwner();
        agents = new Delegating(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> exchange(String client, String subject, String type, Optional<KeyHolder> key) {
        var form = new HashMap<>(Map.of(
                "grant_type", Delegating.EXCHANGE,
                "client_id", client,
                "subject_token", subject,
                "subject_token_type", type));
        return key.map(holder -> server.post(
                        "/oauth/token", form, "DPoP", holder.proof(server.issuer() + "/oauth/token", server.now())))
                .orElseGet(() -> server.post("/oauth/token", form));
    }

    /** A public client on the laptop, that redeemed a ticket for its key. */
    private String onLaptop(String planner) {
        var ticket = token(agents.ticket("planner", planner, "mcp-agent", "requested_actor_jkt", laptop.thumbprint()));
        return token(exchange("mcp-agent", ticket, TICKET, Optional.of(laptop)));
    }

    @Test
    void a_ticket_for_a_key_gives_a_token_bound_to_it() { // issue 5 point 3, RFC 9449 §5
        var planner = agents.planner(2, "mcp-agent");
        var ticket = token(agents.ticket("planner", planner, "mcp-agent", "requested_actor_jkt", laptop.thumbprint()));
        assertThat(refused(exchange("mcp-agent", ticket, TICKET, Optional.of(new KeyHolder()))))
                .contains("bound to a key");
        var answer = json(exchange("mcp-agent", ticket, TICKET, Optional.of(laptop)));

        assertThat(answer.path("token_type").asString()).isEqualTo("DPoP");
        var claims = claims(answer.path("access_token").asString());
        assertThat(claims.path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
    }

    @Test
    void a_key_is_what_renews() { // DESIGN Delegation: renewal with its own authentication
        var first = onLaptop(agents.planner(2, "mcp-agent"));
        assertThat(refused(exchange("mcp-agent", first, ACCESS_TOKEN, Optional.empty())))
                .contains("bound to a key");
        assertThat(refused(exchange("mcp-agent", first, ACCESS_TOKEN, Optional.of(new KeyHolder()))))
                .contains("bound to a key");
        var next = token(exchange("mcp-agent", first, ACCESS_TOKEN, Optional.of(laptop)));
        assertThat(claims(next).path("grant_id")).isEqualTo(claims(first).path("grant_id"));
    }

    @Test
    void agents_on_one_device_hand_on_by_its_key() { // REQUIREMENTS 3.4: vouched by the subject token's own key
        var first = onLaptop(agents.planner(2, "mcp-agent", "gadget"));
        var second = claims(token(exchange("gadget", first, ACCESS_TOKEN, Optional.of(laptop))));
        assertThat(second.path("act").path("act").path("act").isObject()).isTrue();
        assertThat(second.path("cnf").path("jkt").asString()).isEqualTo(laptop.thumbprint());
    }

    @Test
    void a_key_that_nobody_knows_receives_nothing() { // REQUIREMENTS 3.4: who may exchange
        var planner = agents.planner(2, "gadget");
        assertThat(refused(exchange("gadget", planner, ACCESS_TOKEN, Optional.of(laptop))))
                .contains("vouched");
    }

    @Test
    void a_device_that_is_revoked_ends_its_part_of_the_chain_alone() { // issue 5 point 7
        var named = agents.planner(2, "mcp-agent", "gadget");
        var first = onLaptop(named);
        var device = DeviceId.of(new OwnerId(claims(first).path("sub").asString()), laptop.thumbprint());
        assertThat(server.acts().<Boolean>read(tx -> tx.devices().find(device).isPresent()))
                .isTrue();

        server.acts().perform(new Revoke(RevocationKey.of(device), Optional.empty()), Origin.HOST);

        assertThat(refused(exchange("mcp-agent", first, ACCESS_TOKEN, Optional.of(laptop))))
                .contains("revoked");
        assertThat(refused(exchange("gadget", first, ACCESS_TOKEN, Optional.of(laptop))))
                .contains("revoked");
        token(agents.ticket("planner", named, "gadget", "requested_actor_jkt", new KeyHolder().thumbprint()));
    }
}
