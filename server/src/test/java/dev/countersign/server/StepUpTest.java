package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Revoke;
import dev.countersign.core.AgentId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.StepUp;
import dev.countersign.gateway.StepUp.Holder;
import dev.countersign.server.people.House;
import dev.countersign.server.people.Tab;
import dev.countersign.store.Devices;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent asks with a token it holds, and what is said and kept of where it runs. */
class StepUpTest {
    private static final String KEY = "k".repeat(43);
    private static final String OTHER = "o".repeat(43);
    private static final String PROVED = "It proved the key of the device that you allowed.";

    @TempDir
    Path folder;

    private House house;
    private Tab tab;
    private StepUp calls;

    @BeforeEach
    void open() throws IOException {
        house = new House(folder);
        tab = house.owned();
        calls = new OneCalls(
                URI.create(house.issuer()),
                house.acts(),
                new OwnerAuthorities(
                        house.issuer() + "/mcp", List.of(new OwnerAuthorities.Rule(house.notes(), Optional.empty()))),
                Duration.ofMinutes(10),
                _ -> House.STRANGER);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Grant allowed() {
        house.approve(tab);
        return house.live().getFirst();
    }

    /** A grant to read in the notes, on the device of {@link #KEY}. */
    private Grant onItsDevice() {
        var device = device();
        var placed = allowed().on(device);
        var at = house.acts().now();
        house.acts().upkeep(tx -> {
            tx.grants().place(placed);
            tx.devices().seen(new Devices.Device(device, KEY, house.ada().id(), "Laptop", at, at, "127.0.0.1"));
            return true;
        });
        return placed;
    }

    private DeviceId device() {
        return DeviceId.of(house.ada().id(), KEY);
    }

    private String asksForMore(Grant grant, Optional<String> proved) {
        var wish =
                new StepUp.Wish(Authority.everything(house.notes(), Access.WRITE), Optional.empty(), Optional.empty());
        if (calls.more(new Holder(grant, proved), wish, Origin.SELF)
                instanceof StepUp.Answer.Waits(StepUp.Page page, var _)) {
            return URI.create(page.url()).getPath();
        }
        throw new AssertionError("nobody is asked");
    }

    private String asksForACall(Grant grant, Optional<String> proved) {
        var call =
                Call.ofTool(house.notes(), "delete_note", Access.DESTRUCTIVE, StrictJson.parse("{\"name\":\"plan\"}"));
        var page = calls.page(new Holder(grant, proved), call, Origin.SELF).orElseThrow();
        return URI.create(page.url()).getPath();
    }

    private String shown(String path) {
        return tab.visit(path).html();
    }

    private Grant approved(String path) {
        var answer = tab.submit(
                tab.visit(path),
                path,
                "decision",
                "approve",
                "access",
                "write",
                "until",
                "P1D",
                "passphrase",
                House.PASSPHRASE);
        assertThat(answer.status()).as(answer.html()).isEqualTo(303);
        var grant = house.acts()
                .<Optional<Grant>>read(tx -> tx.asks()
                        .find(path.substring("/consent/".length()))
                        .flatMap(ask -> ask.grant())
                        .flatMap(tx.grants()::find));
        return grant.orElseThrow();
    }

    @Test // DESIGN Device: where an agent runs; exists when a key was proved
    void an_agent_that_proves_its_devices_key_stays_on_its_device() {
        var path = asksForMore(onItsDevice(), Optional.of(KEY));
        assertThat(shown(path)).contains(PROVED).doesNotContain("runs is unproven");
        var next = approved(path);
        assertThat(next.device()).contains(device());
        assertThat(next.agent()).isEqualTo(AgentId.of(next.client(), Optional.of(device())));
    }

    @Test // DESIGN Device: without a proved key a grant says "where: unproven"
    void an_agent_that_shows_its_token_alone_is_not_said_to_be_on_its_device() {
        var path = asksForMore(onItsDevice(), Optional.empty());
        assertThat(shown(path))
                .doesNotContain(PROVED)
                .contains("It did not prove the key of the device that you allowed", "where it runs is unproven");
        var next = approved(path);
        assertThat(next.device()).isEmpty();
        assertThat(next.agent()).isEqualTo(AgentId.of(next.client(), Optional.empty()));
    }

    @Test // DESIGN Revocation: a grant stores the keys through which it can be ended
    void what_ends_the_device_ends_what_was_asked_for_with_its_tokens_without_proof() {
        approved(asksForMore(onItsDevice(), Optional.empty()));
        assertThat(house.live()).hasSize(1);
        house.acts().perform(new Revoke(RevocationKey.of(device()), Optional.empty()), Origin.SELF);
        assertThat(house.live()).isEmpty();
    }

    @Test // DESIGN Device: another key is another device
    void another_key_than_the_devices_proves_nothing_of_the_device() {
        var path = asksForMore(onItsDevice(), Optional.of(OTHER));
        assertThat(shown(path)).doesNotContain(PROVED).contains("It proved another key than that of the device");
        assertThat(approved(path).device()).isEmpty();
    }

    @Test // DESIGN Device: without a proved key a grant says "where: unproven"
    void a_key_that_is_proved_later_moves_no_grant_to_a_device() {
        var path = asksForMore(allowed(), Optional.of(KEY));
        assertThat(shown(path)).doesNotContain(PROVED).contains("what you allowed is on no device");
        assertThat(approved(path).device()).isEmpty();
    }

    @Test // DESIGN Gateway: one call; Device
    void a_single_call_is_on_the_device_whose_key_was_proved_with_it_and_else_nowhere() {
        var grant = onItsDevice();
        var proved = asksForACall(grant, Optional.of(KEY));
        assertThat(shown(proved)).contains(PROVED);
        assertThat(approved(proved).device()).contains(device());

        var bare = asksForACall(grant, Optional.empty());
        assertThat(bare).isNotEqualTo(proved);
        assertThat(shown(bare)).doesNotContain(PROVED).contains("It did not prove the key of the device");
        var once = approved(bare);
        assertThat(once.device()).isEmpty();
        assertThat(once.maxUses()).hasValue(1);
        assertThat(once.keys()).containsAll(grant.keys());
    }
}
