package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.upkeep.EvictUnopened;
import dev.countersign.acts.upkeep.KeepUnopened;
import dev.countersign.acts.upkeep.SlowDown;
import dev.countersign.acts.upkeep.TryUserCode;
import dev.countersign.acts.upkeep.TryUserCode.Outcome;
import dev.countersign.core.OwnerId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.UserCode;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class DeviceLifeTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private final Database database;
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    private World world;

    DeviceLifeTest(Database database) {
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

    private DeviceRequest draft(UserCode code, Optional<String> key, String network) {
        var ask = new Asks.Ask(
                Secrets.id("ask"),
                "device",
                Optional.empty(),
                World.CLIENT,
                TokenKind.CLIENT,
                World.asked().json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                world.now(),
                world.now().plus(WINDOW),
                Optional.empty(),
                "192.0.2.1",
                "a terminal");
        return new DeviceRequest(ask, code, key, 5, network, false);
    }

    private DeviceRequest waiting(Optional<String> key, String network) {
        world.pass(Duration.ofMillis(1));
        var request = draft(UserCode.random(random::nextInt), key, network);
        assertThat(world.acts.upkeep(new KeepUnopened(request))).isTrue();
        return request;
    }

    private DeviceRequest waiting() {
        return waiting(Optional.empty(), "192.0.2.1");
    }

    private void approved(DeviceRequest request) {
        var ask = request.ask().before(world.owner);
        world.acts.perform(new Ask(ask), Origin.SELF);
        var outcome = world.acts.perform(
                new Approve(ask.id(), world.draft(Duration.ofDays(1)), Optional.empty(), Optional.empty(), world.now()),
                Origin.SELF);
        assertThat(outcome).isInstanceOf(Approve.Outcome.Approved.class);
    }

    private RedeemDevice redeem(DeviceRequest request, Optional<String> key) {
        return new RedeemDevice(
                request.ask().id(),
                World.CLIENT,
                Optional.of(Secrets.id("li")),
                key.map(thumbprint -> new Proved(thumbprint, "192.0.2.1", true)),
                world.now(),
                world.now().plus(Duration.ofMinutes(5)));
    }

    private TryUserCode guess(Optional<UserCode> code) {
        return new TryUserCode("a session", world.owner, code, 20, WINDOW, world.now());
    }

    private static <T> List<T> race(int threads, Callable<T> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var results = new ArrayList<T>();
            var all = new ArrayList<Callable<T>>();
            for (var i = 0; i < threads; i++) all.add(work);
            for (var done : pool.invokeAll(all)) results.add(done.get());
            return results;
        }
    }

    @Test
    void racing_polls_redeem_one_approved_request_once() throws Exception { // DESIGN Device grant, BEHAVIOURS AW.4
        var request = waiting();
        approved(request);
        var outcomes = race(8, () -> world.acts.perform(redeem(request, Optional.empty()), Origin.SELF));
        assertThat(outcomes)
                .filteredOn(RedeemDevice.Outcome.Redeemed.class::isInstance)
                .hasSize(1);
        assertThat(world.log()).filteredOn("redeem-device"::equals).hasSize(1);
        // A poll that came too late ends nothing: its device may have lost the answer.
        assertThat(world.log()).doesNotContain("revoke");
    }

    @Test
    void a_request_with_a_key_is_redeemed_with_that_key_only() { // DESIGN Device grant: bound to client and key
        var request = waiting(Optional.of("thumbprint"), "192.0.2.1");
        approved(request);
        assertThat(world.acts.perform(redeem(request, Optional.empty()), Origin.SELF))
                .isInstanceOf(RedeemDevice.Outcome.Refused.class);
        assertThat(world.acts.perform(redeem(request, Optional.of("another")), Origin.SELF))
                .isInstanceOf(RedeemDevice.Outcome.Refused.class);
        assertThat(world.acts.perform(redeem(request, Optional.of("thumbprint")), Origin.SELF))
                .isInstanceOfSatisfying(
                        RedeemDevice.Outcome.Redeemed.class,
                        redeemed -> assertThat(redeemed.lineage().orElseThrow().key())
                                .contains("thumbprint"));
    }

    @Test
    void a_request_nobody_approved_gives_nothing() { // BEHAVIOURS A1.11
        var request = waiting();
        assertThat(world.acts.perform(redeem(request, Optional.empty()), Origin.SELF))
                .isInstanceOf(RedeemDevice.Outcome.Refused.class);
    }

    @Test
    void two_requests_never_share_a_user_code() { // RFC 8628 §6.1
        var request = waiting();
        assertThat(world.acts.upkeep(new KeepUnopened(draft(request.userCode(), Optional.empty(), "192.0.2.1"))))
                .isFalse();
    }

    @Test
    void a_slower_pace_is_stored() { // RFC 8628 §3.5: for this and all following polls
        var request = waiting();
        assertThat(world.acts.upkeep(new SlowDown(request.ask().id(), 5, 600))).isEqualTo(10);
        assertThat(world.acts.upkeep(new SlowDown(request.ask().id(), 5, 12))).isEqualTo(15);
        assertThat(world.acts.upkeep(new SlowDown(request.ask().id(), 5, 12))).isEqualTo(15);
        var stored =
                world.acts.read(tx -> tx.deviceRequests().find(request.ask().id()));
        assertThat(stored.orElseThrow().interval()).isEqualTo(15);
    }

    @Test
    void guesses_made_at_once_do_not_slip_past_the_limit() throws Exception { // RFC 8628 §5.1, DESIGN Device grant
        var outcomes = race(40, () -> world.acts.upkeep(guess(Optional.empty())));
        assertThat(outcomes).filteredOn(Outcome.Wrong.class::isInstance).hasSize(20);
        assertThat(outcomes).filteredOn(Outcome.Throttled.class::isInstance).hasSize(20);
    }

    @Test
    void a_right_code_between_wrong_ones_neither_counts_nor_forgives() { // RFC 8628 §5.1
        var request = waiting();
        for (var i = 0; i < 20; i++) {
            assertThat(world.acts.upkeep(guess(Optional.of(request.userCode()))))
                    .isInstanceOf(Outcome.Found.class);
            assertThat(world.acts.upkeep(guess(Optional.empty()))).isEqualTo(new Outcome.Wrong(19 - i));
        }
        assertThat(world.acts.upkeep(guess(Optional.of(request.userCode())))).isInstanceOf(Outcome.Throttled.class);
        world.pass(WINDOW.minusMinutes(1));
        var later = waiting();
        world.pass(Duration.ofMinutes(2));
        assertThat(world.acts.upkeep(guess(Optional.of(later.userCode())))).isInstanceOf(Outcome.Found.class);
    }

    @Test
    void an_expired_code_is_as_good_as_a_wrong_one() { // RFC 8628 §5.1
        var request = waiting();
        world.pass(WINDOW);
        assertThat(world.acts.upkeep(guess(Optional.of(request.userCode())))).isEqualTo(new Outcome.Wrong(19));
    }

    @Test
    void whoever_opens_a_request_last_decides_it() { // a wrong account can be left again
        var request = waiting();
        var bob = new OwnerId("ow_bob");
        world.acts.perform(new Ask(request.ask().before(bob)), Origin.SELF);
        world.acts.perform(new Ask(request.ask().before(world.owner)), Origin.SELF);
        world.acts.perform(new Ask(request.ask().before(world.owner)), Origin.SELF);
        var owner = world.acts
                .read(tx -> tx.asks().find(request.ask().id()))
                .orElseThrow()
                .owner();
        assertThat(owner).contains(world.owner);
        assertThat(world.log()).filteredOn("ask"::equals).hasSize(2);
    }

    @Test
    void a_crowded_network_loses_its_own_oldest_requests() { // DESIGN Device grant: bounded and evicted
        var honest = waiting(Optional.empty(), "198.51.100.7");
        var opened = waiting(Optional.empty(), "192.0.2.1");
        world.acts.perform(new Ask(opened.ask().before(world.owner)), Origin.SELF);
        var flood = new ArrayList<DeviceRequest>();
        for (var i = 0; i < 30; i++) flood.add(waiting());
        assertThat(world.acts.upkeep(new EvictUnopened("192.0.2.1", 10, 1000))).isEqualTo(20);
        assertThat(there(honest)).isTrue();
        assertThat(there(opened)).isTrue();
        assertThat(there(flood.getFirst())).isFalse();
        assertThat(there(flood.getLast())).isTrue();
        // Too many altogether: the most crowded network gives way, not the one that asked once.
        world.acts.upkeep(new EvictUnopened("198.51.100.7", 10, 6));
        assertThat(there(honest)).isTrue();
        assertThat(there(flood.getLast())).isTrue();
        long left = world.acts.read(tx -> tx.deviceRequests().unopened());
        assertThat(left).isEqualTo(6);
    }

    private boolean there(DeviceRequest request) {
        return world.acts
                .read(tx -> tx.deviceRequests().find(request.ask().id()))
                .isPresent();
    }
}
