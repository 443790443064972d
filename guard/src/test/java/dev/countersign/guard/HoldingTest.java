package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.SampleGrants;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Permission;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever is refused hears whose word it was: the one that has to change (BEHAVIOURS C1.11, issue 5 §5). */
class HoldingTest {
    private static final String PLACE = "https://auth.example/mcp/notes";
    private static final Subject ADA = new Subject.Owner(new OwnerId("ow_ada"));
    private static final Subject SERVICE = new Subject.Service(new ClientId("reporter"));
    private static final Authority READ = authority(Access.READ);
    private static final Authority WRITE = authority(Access.WRITE);
    private static final Authority ALL = authority(Access.DESTRUCTIVE);
    private static final Call CALL = Call.withoutTool(PLACE, Access.WRITE);

    @Test
    void the_token_is_blamed_only_when_everything_behind_it_would_permit() { // BEHAVIOURS C1.11
        assertThat(by(READ, new Holding(grant("child", WRITE, ADA), ALL))).isEqualTo(Reason.By.TOKEN);
        assertThat(by(READ, new Holding(grant("child", READ, ADA), ALL))).isEqualTo(Reason.By.GRANT);
    }

    @Test
    void of_all_grants_that_refuse_the_one_furthest_up_is_named() { // issue 5 §5: which ancestor, which hop
        var holding = new Holding(
                grant("child", READ, ADA), List.of(grant("middle", READ, ADA), grant("root", READ, ADA)), ALL);

        assertThat(reason(READ, holding))
                .satisfies(reason -> assertThat(reason.hops()).isEqualTo(2))
                .satisfies(reason -> assertThat(reason.grant().id().value()).isEqualTo("root"))
                .satisfies(reason -> assertThat(reason.words()).contains("2 hops"));
    }

    @Test
    void what_the_owner_does_not_have_only_the_operator_can_change() {
        assertThat(by(READ, new Holding(grant("child", READ, ADA), READ))).isEqualTo(Reason.By.OWNER);
    }

    @Test
    void a_service_has_no_owner_to_blame() {
        assertThat(by(READ, new Holding(grant("own", READ, SERVICE), READ))).isEqualTo(Reason.By.GRANT);
    }

    @Test
    void what_all_permit_is_permitted() {
        assertThat(reason(WRITE, new Holding(grant("child", WRITE, ADA), ALL)).permitted())
                .isTrue();
    }

    private static Reason.By by(Authority token, Holding holding) {
        return reason(token, holding).by();
    }

    private static Reason reason(Authority token, Holding holding) {
        return holding.reason(token, CALL);
    }

    private static Authority authority(Access access) {
        return Authority.of(List.of(Permission.everything(PLACE, access)));
    }

    private static Grant grant(String name, Authority authority, Subject subject) {
        return SampleGrants.of(name, subject, authority, Instant.EPOCH);
    }
}
