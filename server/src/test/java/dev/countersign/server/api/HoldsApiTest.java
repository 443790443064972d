package dev.countersign.server.api;

import static dev.countersign.server.api.ApiServer.ADA;
import static dev.countersign.server.api.ApiServer.AGENT;
import static dev.countersign.server.api.ApiServer.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Suspend;
import dev.countersign.core.Grant;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an admin or the operator suspended, an owner does not resume at the API. */
@ParameterizedClass
@EnumSource(Database.class)
class HoldsApiTest {
    private final Database database;

    @TempDir
    Path folder;

    private ApiServer server;

    HoldsApiTest(Database database) {
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
    void an_owner_is_told_to_ask_for_what_an_admin_holds() { // RFC 9457, DESIGN Revocation
        var grant = server.grant(BOB, AGENT);
        var ada = server.ownerToken(ADA);
        var bob = server.ownerToken(BOB);
        for (var path : List.of("/v1/grants/" + grant.id(), "/v1/owners/" + BOB)) {
            assertThat(server.post(path + "/suspend", bob, "").statusCode()).isEqualTo(200);
            assertThat(server.post(path + "/suspend", ada, "").statusCode()).isEqualTo(200);
            assertThat(standing(grant, bob)).isEqualTo("held");

            var refused = server.post(path + "/resume", bob, "");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(StrictJson.parse(refused.body()).path("detail").asString())
                    .contains("admin or the operator", "ask them");
            assertThat(felt(grant)).isEqualTo(401);

            assertThat(changed(server.post(path + "/resume", ada, ""))).isTrue();
            assertThat(felt(grant)).isEqualTo(200);
        }
    }

    @Test
    void what_the_operator_stopped_for_everybody_no_owner_resumes_for_themselves() { // DESIGN Revocation
        var grant = server.grant(BOB, AGENT);
        var bob = server.ownerToken(BOB);
        server.acts.perform(new Suspend(RevocationKey.of(AGENT), Optional.empty()), Origin.HOST);
        assertThat(server.post("/v1/clients/mcp-agent/resume", bob, "").statusCode())
                .isEqualTo(409);
        assertThat(server.json("/v1/clients/mcp-agent", bob).path("switches").findValuesAsString("kind"))
                .containsExactly("held");
        assertThat(felt(grant)).isEqualTo(401);

        assertThat(changed(server.post("/v1/clients/mcp-agent/resume", server.ownerToken(ADA), "{\"everyone\":true}")))
                .isTrue();
        assertThat(felt(grant)).isEqualTo(200);
    }

    @Test
    void an_admin_ends_what_the_operator_stopped_of_theirs() { // one person alone gets on
        var grant = server.grant(ADA, AGENT);
        var ada = server.ownerToken(ADA);
        for (var key : List.of(RevocationKey.of(ADA), RevocationKey.of(grant.id()), RevocationKey.ALL)) {
            server.acts.perform(new Suspend(key, Optional.empty()), Origin.HOST);
            assertThat(felt(grant)).as(key.value()).isEqualTo(401);
            var path = key.equals(RevocationKey.ALL) ? "all" : key.value().replaceFirst(":", "s/");
            assertThat(changed(server.post("/v1/" + path + "/resume", ada, ""))).isTrue();
            assertThat(felt(grant)).as(key.value()).isEqualTo(200);
        }
    }

    private String standing(Grant grant, String token) {
        return server.json("/v1/grants/" + grant.id(), token).path("standing").asString();
    }

    private int felt(Grant grant) {
        return server.callTool(server.token(grant, server.issuer + "/mcp"));
    }

    private static boolean changed(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return StrictJson.parse(response.body()).path("changed").asBoolean();
    }
}
