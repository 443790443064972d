package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.acts.upkeep.Spend;
import dev.countersign.acts.upkeep.Sweep;
import dev.countersign.core.AgentId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Whereabouts;
import dev.countersign.store.Database;
import dev.countersign.store.Devices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class DevicesTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String LAPTOP = "laptop-key-thumbprint";
    private static final String SERVER = "server-key-thumbprint";
    private final Database database;

    @TempDir
    Path folder;

    private World world;

    DevicesTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        world = new World(database, folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Redeem.Outcome redeem(World.Approved approved, String key) {
        var bare = world.redeem(approved.code(), "c");
        return world.acts.perform(
                new Redeem(
                        bare.codeHash(),
                        bare.client(),
                        bare.redirectUri(),
                        bare.challenge(),
                        bare.lineageId(),
                        Optional.of(new Proved(key, "192.0.2.7", true)),
                        bare.now(),
                        bare.worthRefreshingAfter()),
                Origin.SELF);
    }

    private Grant on(String key) {
        return ((Redeem.Outcome.Redeemed) redeem(world.approved(DAY, "c"), key)).grant();
    }

    private DeviceId device(String key) {
        return DeviceId.of(world.owner, key);
    }

    private Standing standing(Grant grant) {
        return world.acts.read(tx -> Standing.of(tx.grants().find(grant.id()).orElseThrow(), tx, world.now()));
    }

    private Grant stored(Grant grant) {
        return world.acts.read(tx -> tx.grants().find(grant.id()).orElseThrow());
    }

    private List<Devices.Device> devices() {
        return world.acts.read(tx -> tx.devices().of(world.owner));
    }

    private Devices.Device known(String key) {
        return world.acts.read(tx -> tx.devices().find(device(key))).orElseThrow();
    }

    @Test // DESIGN vocabulary: a device exists when a key was proved, and the agent is the client on it
    void the_first_proof_makes_the_device_and_puts_the_grant_on_it() {
        var grant = on(LAPTOP);
        assertThat(grant.device()).contains(device(LAPTOP));
        assertThat(grant.agent()).isEqualTo(AgentId.of(World.CLIENT, Optional.of(device(LAPTOP))));
        assertThat(stored(grant)).isEqualTo(grant);
        assertThat(known(LAPTOP).address()).isEqualTo("192.0.2.7");
        assertThat(known(LAPTOP).firstSeen()).isEqualTo(world.now());
        world.pass(Duration.ofMinutes(5));
        on(LAPTOP);
        assertThat(known(LAPTOP).firstSeen()).isEqualTo(world.now().minus(Duration.ofMinutes(5)));
        assertThat(known(LAPTOP).lastSeen()).isEqualTo(world.now());
        assertThat(devices()).hasSize(1);
    }

    @Test // DESIGN vocabulary: without a key there is no device
    void a_grant_without_a_key_is_nowhere_proven() {
        var approved = world.approved(DAY, "c");
        var redeemed = (Redeem.Outcome.Redeemed) world.acts.perform(world.redeem(approved.code(), "c"), Origin.SELF);
        assertThat(redeemed.grant().device()).isEmpty();
        assertThat(devices()).isEmpty();
    }

    @Test // DESIGN "Revocation is one row": a device takes all with it, its children too, and nothing elsewhere
    void ending_a_device_ends_all_on_it_and_nothing_elsewhere() {
        var here = on(LAPTOP);
        var child = world.childOf(here);
        var elsewhere = on(SERVER);
        var approved = world.approved(DAY, "c");
        world.acts.perform(new Revoke(RevocationKey.of(device(LAPTOP)), Optional.of(world.owner)), Origin.SELF);
        assertThat(standing(here)).isEqualTo(Standing.REVOKED);
        assertThat(standing(child)).isEqualTo(Standing.REVOKED);
        assertThat(standing(elsewhere)).isEqualTo(Standing.ALIVE);
        world.pass(Duration.ofSeconds(1));
        // Approved before, and only now found to be on that device.
        assertThat(redeem(approved, LAPTOP)).isInstanceOf(Redeem.Outcome.Refused.class);
        assertThat(standing(on(LAPTOP))).as("approved later").isEqualTo(Standing.ALIVE);
    }

    @Test // DESIGN vocabulary: an agent is a client on a device
    void ending_an_agent_leaves_the_same_client_elsewhere() {
        var here = on(LAPTOP);
        var elsewhere = on(SERVER);
        world.acts.perform(new Revoke(RevocationKey.of(here.agent()), Optional.of(world.owner)), Origin.SELF);
        assertThat(standing(here)).isEqualTo(Standing.REVOKED);
        assertThat(standing(elsewhere)).isEqualTo(Standing.ALIVE);
    }

    @Test // DESIGN "Owners": two owners of one computer have a device each
    void one_key_is_another_device_for_another_owner() {
        assertThat(DeviceId.of(new OwnerId("ow_bob"), LAPTOP)).isNotEqualTo(device(LAPTOP));
    }

    @Test // RFC 9449 §5: refresh tokens of public clients are bound to the key
    void a_refresh_needs_the_key_of_its_lineage() {
        var redeemed = (Redeem.Outcome.Redeemed) redeem(world.approved(DAY, "c"), LAPTOP);
        var lineage = redeemed.lineage().orElseThrow();
        assertThat(lineage.key()).contains(LAPTOP);
        assertThat(refresh(lineage.id(), Optional.empty())).isInstanceOf(Refresh.Outcome.Refused.class);
        assertThat(refresh(lineage.id(), Optional.of(SERVER))).isInstanceOf(Refresh.Outcome.Refused.class);
        world.pass(Duration.ofHours(1));
        assertThat(refresh(lineage.id(), Optional.of(LAPTOP))).isInstanceOf(Refresh.Outcome.Refreshed.class);
        assertThat(known(LAPTOP).lastSeen()).isEqualTo(world.now());
        assertThat(standing(redeemed.grant())).isEqualTo(Standing.ALIVE);
    }

    private Refresh.Outcome refresh(String lineage, Optional<String> key) {
        return world.acts.perform(
                new Refresh(
                        new RefreshTokens.Presented(lineage, 0),
                        World.CLIENT,
                        key.map(thumbprint -> new Proved(thumbprint, "192.0.2.8", true)),
                        new Whereabouts("192.0.2.0/24", "test"),
                        world.now(),
                        new Refresh.Window(Duration.ofSeconds(60), Duration.ofDays(30))),
                Origin.SELF);
    }

    @Test // DESIGN vocabulary: a device has a name of its owner's
    void an_owner_names_a_device_and_nobody_else_does() {
        on(LAPTOP);
        var stranger = new OwnerId("ow_bob");
        assertThat(world.acts.perform(rename(stranger, "mine"), Origin.SELF)).isFalse();
        assertThat(world.acts.perform(rename(world.owner, "laptop"), Origin.SELF))
                .isTrue();
        on(LAPTOP);
        assertThat(known(LAPTOP).name()).isEqualTo("laptop");
        assertThatThrownBy(() -> rename(world.owner, " ")).isInstanceOf(IllegalArgumentException.class);
    }

    private RenameDevice rename(OwnerId owner, String name) {
        var evidence = new Evidence("passphrase", "", "shown", world.now());
        return new RenameDevice(owner, device(LAPTOP), name, evidence, Optional.empty());
    }

    @Test // RFC 9449 §11.1: used once, on all nodes, and not remembered longer than it could be used
    void what_was_used_is_remembered_until_it_ends() {
        var until = world.now().plus(Duration.ofMinutes(5));
        assertThat(world.acts.upkeep(new Spend("hash", until))).isTrue();
        assertThat(world.acts.upkeep(new Spend("hash", until))).isFalse();
        world.acts.upkeep(new Sweep(world.now()));
        assertThat(world.acts.upkeep(new Spend("hash", until))).isFalse();
        world.pass(Duration.ofMinutes(5).plusSeconds(30));
        world.acts.upkeep(new Sweep(world.now()));
        // A node whose clock is behind would still take it.
        assertThat(world.acts.upkeep(new Spend("hash", until))).isFalse();
        world.pass(Duration.ofMinutes(1));
        world.acts.upkeep(new Sweep(world.now()));
        assertThat(world.acts.upkeep(new Spend("hash", until))).isTrue();
    }
}
