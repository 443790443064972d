package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Scopes;
import dev.countersign.server.people.House;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.server.people.Tab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking and taking away: what a session may do by itself. */
class ConsoleTest {
    @TempDir
    private Path folder;

    private House house;

    @BeforeEach
    void open() throws IOException {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Tab.Seen approved(Tab tab) {
        var page = tab.visit(house.asks(Scopes.NONE, house.notes()));
        var path = page.answer().uri().getPath();
        return tab.submit(
                page, path, "decision", "approve", "access", "read", "until", "P1D", "passphrase", House.PASSPHRASE);
    }

    @Test
    void the_console_lists_what_was_allowed_and_takes_it_back_without_presence() { // DESIGN Presence
        var tab = house.owned();
        approved(tab);
        var grant = LiveGrants.of(house.acts(), house.ada().id()).getFirst();
        var list = tab.get("/console/agents");
        assertThat(list.html()).contains("agent-1", house.notes() + ": read");
        var path = "/console/grants/" + grant.id() + "/revoke";
        assertThat(tab.post(path, Map.of()).status()).isEqualTo(403);
        assertThat(tab.submit(tab.get(path), path).location()).isEqualTo("/console/agents?done=revoked");
        assertThat(LiveGrants.of(house.acts(), house.ada().id())).isEmpty();
    }

    @Test
    void stop_shows_one_form_and_ends_every_agent() { // DESIGN surface /stop
        var tab = house.owned();
        approved(tab);
        approved(tab);
        assertThat(new Tab(house.issuer()).get("/stop").location()).startsWith("/login?next=");
        var page = tab.get("/stop");
        assertThat(page.html()).contains("2 approvals stand");
        assertThat(tab.post("/stop", Map.of()).status()).isEqualTo(403);
        tab.submit(page, "/stop");
        assertThat(LiveGrants.of(house.acts(), house.ada().id())).isEmpty();
        house.pass(Duration.ofSeconds(1));
        assertThat(approved(tab).status()).isEqualTo(303);
        assertThat(LiveGrants.of(house.acts(), house.ada().id())).hasSize(1);
    }

    @Test
    void another_owners_grant_cannot_be_revoked_here() { // DESIGN Presence: the own grants only
        var tab = house.owned();
        var path = "/console/grants/gr_other/revoke";
        assertThat(tab.submit(tab.get("/stop"), path).status()).isEqualTo(404);
    }
}
