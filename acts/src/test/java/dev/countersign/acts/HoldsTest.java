package dev.countersign.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.Revocation.Kind;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.store.Database;
import dev.countersign.store.Devices;
import dev.countersign.store.Events;
import dev.countersign.store.Owners;
import dev.countersign.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who ends a suspension: what an admin or the operator stopped lasts until an admin or the operator ends it. */
@ParameterizedClass
@EnumSource(Database.class)
class HoldsTest {
    /** What of ada's is hers alone, so that she stops it as its owner. */
    private static final Set<String> HERS = Set.of("grant", "device", "owner");

    private static final OwnerId ADMIN = new OwnerId("ow_admin");
    private static final OwnerId EVE = new OwnerId("ow_eve");

    private enum Who {
        OPERATOR,
        ADMIN,
        ADA,
        EVE;

        Optional<OwnerId> id(OwnerId ada) {
            return switch (this) {
                case OPERATOR -> Optional.empty();
                case ADMIN -> Optional.of(HoldsTest.ADMIN);
                case ADA -> Optional.of(ada);
                case EVE -> Optional.of(HoldsTest.EVE);
            };
        }
    }

    private final Database database;

    @TempDir
    Path folder;

    private World world;
    private Living living;
    private Grant grant;

    HoldsTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        world = new World(database, folder);
        living = new Living(world.acts, world.authorities);
        world.acts.upkeep(tx -> {
            tx.owners().insert(new Owners.Owner(ADMIN, "admin", Role.ADMIN, world.now(), "test"));
            tx.owners().insert(new Owners.Owner(EVE, "eve", Role.OWNER, world.now(), "test"));
            return true;
        });
        become(world.owner, Role.OWNER);
        grant = onADevice();
    }

    @AfterEach
    void close() {
        living.close();
        world.close();
    }

    @Test
    void who_suspends_decides_who_ends_it_whatever_is_suspended() { // DESIGN Revocation: the whole table
        for (var role : List.of(Role.OWNER, Role.AUDITOR, Role.ADMIN)) {
            become(world.owner, role);
            // One transaction for the rows of a key, for there are more than four hundred in all; judged after it.
            for (var key : grant.keys()) {
                List<Row> rows = world.acts.upkeep(tx -> rows(role, key, tx));
                assertThat(rows)
                        .hasSize(16)
                        .allSatisfy(row -> assertThat(row.seen()).as(row.what()).isEqualTo(row.expected()));
            }
        }
    }

    /** What came of suspending and of resuming, and how the grant stood after each. */
    private record Course(Suspend.Outcome suspended, Standing between, Resume.Outcome resumed, Standing after) {}

    private record Row(String what, Course expected, Course seen) {}

    private List<Row> rows(Role role, RevocationKey key, Tx tx) {
        var rows = new ArrayList<Row>();
        for (var suspends : Who.values()) {
            for (var resumes : Who.values()) {
                var what = key + ", ada is " + role + ", suspended by " + suspends + ", resumed by " + resumes;
                rows.add(new Row(what, expected(role, key, suspends, resumes), seen(key, suspends, resumes, tx)));
            }
        }
        return rows;
    }

    private static Course expected(Role role, RevocationKey key, Who suspends, Who resumes) {
        var stopped = over(suspends, role) || mine(suspends, key);
        var held = stopped && !mine(suspends, key);
        var lasting = held ? Standing.HELD : stopped ? Standing.SUSPENDED : Standing.ALIVE;
        var may = over(resumes, role) || mine(resumes, key);
        var ends = may && stopped && !(held && !over(resumes, role));
        return new Course(
                held ? Suspend.Outcome.HELD : stopped ? Suspend.Outcome.SUSPENDED : Suspend.Outcome.NOT_THEIRS,
                lasting,
                !may
                        ? Resume.Outcome.NOT_THEIRS
                        : ends ? Resume.Outcome.RESUMED : stopped ? Resume.Outcome.HELD : Resume.Outcome.NOT_SUSPENDED,
                ends ? Standing.ALIVE : lasting);
    }

    private Course seen(RevocationKey key, Who suspends, Who resumes, Tx tx) {
        var suspended = new Suspend(key, suspends.id(world.owner)).in(tx).result();
        var between = Standing.of(grant, tx, world.now());
        var resumed = new Resume(key, resumes.id(world.owner)).in(tx).result();
        var after = Standing.of(grant, tx, world.now());
        new Resume(key, Optional.empty()).in(tx);
        return new Course(suspended, between, resumed, after);
    }

    private static boolean over(Who who, Role ada) {
        return who == Who.OPERATOR || who == Who.ADMIN || who == Who.ADA && ada == Role.ADMIN;
    }

    private static boolean mine(Who who, RevocationKey key) {
        return who == Who.ADA && HERS.contains(key.value().split(":", 2)[0]);
    }

    @Test
    void an_owners_suspension_and_an_admins_stand_side_by_side() { // DESIGN Revocation
        var key = RevocationKey.of(grant.id());
        suspend(key, Who.ADA);
        suspend(key, Who.ADMIN);
        assertThat(kinds(key)).containsExactlyInAnyOrder(Kind.SUSPENDED, Kind.HELD);
        assertThat(standing()).isEqualTo(Standing.HELD);

        assertThat(resume(key, Who.ADA)).isEqualTo(Resume.Outcome.HELD);
        assertThat(kinds(key)).containsExactly(Kind.HELD);
        assertThat(standing()).isEqualTo(Standing.HELD);

        suspend(key, Who.ADA);
        assertThat(resume(key, Who.ADMIN)).isEqualTo(Resume.Outcome.RESUMED);
        assertThat(kinds(key)).isEmpty();
        assertThat(standing()).isEqualTo(Standing.ALIVE);
    }

    @Test
    void an_owner_learns_of_a_hold_by_a_wider_key() { // DESIGN Errors: the next action
        var mine = RevocationKey.of(World.CLIENT).within(world.owner);
        for (var wider : List.of(RevocationKey.of(World.CLIENT), RevocationKey.of(world.owner), RevocationKey.ALL)) {
            suspend(mine, Who.ADA);
            suspend(RevocationKey.of(grant.id()), Who.ADA);
            suspend(wider, Who.ADMIN);
            assertThat(resume(mine, Who.ADA)).as(wider.value()).isEqualTo(Resume.Outcome.HELD);
            assertThat(resume(RevocationKey.of(grant.id()), Who.ADA))
                    .as(wider.value())
                    .isEqualTo(Resume.Outcome.HELD);
            assertThat(standing()).as(wider.value()).isEqualTo(Standing.HELD);
            resume(wider, Who.ADMIN);
            assertThat(standing()).as(wider.value()).isEqualTo(Standing.ALIVE);
        }
    }

    @Test
    void the_role_counts_that_somebody_has_when_they_act() { // DESIGN section 2: judged in the transaction
        var key = RevocationKey.of(world.owner);
        suspend(key, Who.ADMIN);
        become(ADMIN, Role.OWNER);
        assertThat(resume(key, Who.ADMIN)).isEqualTo(Resume.Outcome.NOT_THEIRS);
        assertThat(standing()).as("it lasts longer than its admin").isEqualTo(Standing.HELD);
        become(world.owner, Role.ADMIN);
        assertThat(resume(key, Who.ADA)).isEqualTo(Resume.Outcome.RESUMED);
    }

    @Test
    void a_hold_stops_what_comes_of_a_grant_and_later_grants_too() { // DESIGN Revocation
        suspend(RevocationKey.of(world.owner), Who.OPERATOR);
        var child = world.childOf(grant);
        var later = onADevice();
        for (var each : List.of(grant, child, later)) {
            assertThat(standing(each)).isEqualTo(Standing.HELD);
        }
        assertThat(resume(RevocationKey.of(world.owner), Who.ADA)).isEqualTo(Resume.Outcome.HELD);
        assertThat(standing(later)).isEqualTo(Standing.HELD);
    }

    @Test
    void whom_nobody_knows_stops_and_resumes_nothing() { // DESIGN: fail closed
        var nobody = Optional.of(new OwnerId("ow_nobody"));
        var theirs = RevocationKey.of(nobody.get());
        for (var key : List.of(theirs, RevocationKey.of(grant.id()), RevocationKey.of(new ClientId("none")))) {
            assertThat(world.acts.perform(new Suspend(key, nobody), Origin.SELF))
                    .isEqualTo(Suspend.Outcome.NOT_THEIRS);
            assertThat(world.acts.perform(new Resume(key, nobody), Origin.SELF)).isEqualTo(Resume.Outcome.NOT_THEIRS);
        }
    }

    @Test
    void the_log_says_which_it_was_and_nothing_of_what_was_refused() { // DESIGN section 2: one act, one event
        var key = RevocationKey.of(grant.id());
        suspend(key, Who.EVE);
        suspend(key, Who.ADA);
        suspend(key, Who.OPERATOR);
        resume(key, Who.EVE);
        resume(key, Who.ADMIN);
        resume(key, Who.ADMIN);
        List<Events.Stored> log = world.acts.read(tx -> tx.events().after(0, 100));
        assertThat(log)
                .extracting(Events.Stored::entry)
                .filteredOn(entry -> Set.of("suspend", "resume").contains(entry.kind()))
                .extracting(entry -> entry.kind() + " " + entry.body())
                .containsExactly(
                        "suspend {\"key\":\"" + key + "\",\"state\":\"suspended\"}",
                        "suspend {\"key\":\"" + key + "\",\"state\":\"held\"}",
                        "resume {\"key\":\"" + key + "\",\"state\":\"suspended held\"}");
    }

    private Suspend.Outcome suspend(RevocationKey key, Who who) {
        return world.acts.perform(new Suspend(key, who.id(world.owner)), Origin.SELF);
    }

    private Resume.Outcome resume(RevocationKey key, Who who) {
        return world.acts.perform(new Resume(key, who.id(world.owner)), Origin.SELF);
    }

    private List<Kind> kinds(RevocationKey key) {
        List<Revocation> rows = world.acts.read(tx -> tx.revocations().of(List.of(key)));
        return rows.stream().map(Revocation::kind).toList();
    }

    private void become(OwnerId who, Role role) {
        world.acts.upkeep(tx -> {
            tx.owners().setRole(who, role);
            return true;
        });
    }

    private Grant onADevice() {
        var device = DeviceId.of(world.owner, "thumb");
        var placed = world.draft(Duration.ofDays(1)).on(device);
        world.acts.upkeep(tx -> {
            var now = world.now();
            tx.devices().seen(new Devices.Device(device, "thumb", world.owner, "laptop", now, now, "127.0.0.1"));
            tx.grants().insert(placed, "", "");
            return true;
        });
        return placed;
    }

    private Standing standing() {
        return standing(grant);
    }

    /** As a read call sees it. */
    private Standing standing(Grant which) {
        return living.recent(which.id()).orElseThrow().standing();
    }
}
