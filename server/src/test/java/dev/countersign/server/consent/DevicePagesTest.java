package dev.countersign.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.UserCode;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.server.people.House;
import dev.countersign.server.people.Tab;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicePagesTest {
    private static final String HERE = "127.0.0.1";

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

    private DeviceRequest request() {
        return house.device(HERE, Scopes.of(Access.WRITE), house.notes());
    }

    private static String link(UserCode code) {
        return "/device?user_code=" + code.shown();
    }

    private static Tab.Seen types(Tab tab, String code) {
        return tab.submit(tab.get("/device"), "/device", "user_code", code);
    }

    private static String path(Tab.Seen page) {
        return page.answer().uri().getPath();
    }

    private Tab.Seen decides(Tab tab, Tab.Seen page, String decision) {
        return tab.submit(
                page,
                path(page),
                "decision",
                decision,
                "access",
                "read",
                "until",
                "P1D",
                "passphrase",
                House.PASSPHRASE);
    }

    private Asks.Ask stored(DeviceRequest request) {
        return house.acts().read(tx -> tx.asks().find(request.ask().id())).orElseThrow();
    }

    private List<Grant> grants() {
        return house.live();
    }

    @Test
    void sign_in_comes_first_and_leads_back_to_the_code() { // DESIGN Consent, Device grant
        house.owned();
        var code = request().userCode();
        var stranger = house.tab();
        var login = stranger.visit(link(code));
        assertThat(path(login)).isEqualTo("/login");
        // Who asks is not told before: that would let anybody try codes.
        assertThat(login.html()).doesNotContain("Claude").contains("/device?user_code=" + code.shown());
        var decision = stranger.submit(login, "/login", "name", "ada", "passphrase", House.PASSPHRASE);
        assertThat(decision.location()).isEqualTo(link(code));
        assertThat(stranger.visit(decision.location()).html()).contains("An agent asks to act for you", code.shown());
    }

    @Test
    void the_decision_page_is_the_ordinary_one_with_the_code_and_where_the_request_came_from() { // RFC 8628 §3.3.1
        // §5.4, BEHAVIOURS
        // A1.16, A1.18
        var tab = house.owned();
        var request = house.device("203.0.113.9", Scopes.of(Access.WRITE), house.notes());
        var html = tab.visit(link(request.userCode())).html();
        assertThat(html)
                .contains(request.userCode().shown(), "203.0.113.9", "the computer this server runs on")
                .contains("It came from another address than yours", "Asked", "curl/8 &lt;i&gt;")
                .contains("What the program says of itself, unproven", "Claude &lt;b&gt;Code&lt;/b&gt;", "agent-1")
                .contains(house.notes(), "value=\"notes/write_note\"", "value=\"approve\"", "value=\"deny\"")
                .doesNotContain("\u202E", "checked", "<svg class=\"qr\"");
        assertThat(house.log()).endsWith("ask");
    }

    @Test
    void a_code_is_found_however_it_is_typed() { // DESIGN Device grant, BEHAVIOURS AW.2
        var tab = house.owned();
        var request = request();
        var typed = " " + request.userCode().letters().toLowerCase(java.util.Locale.ROOT) + " ";
        assertThat(types(tab, typed).location())
                .isEqualTo("/consent/" + request.ask().id());
    }

    @Test
    void approving_ends_on_a_page_and_the_request_becomes_a_grant() { // DESIGN Device grant: done-page, BEHAVIOURS
        // A1.10, A1.29
        var tab = house.owned();
        var request = request();
        var done = decides(tab, tab.visit(link(request.userCode())), "approve");
        assertThat(done.status()).isEqualTo(303);
        assertThat(tab.get(done.location()).html())
                .contains("Approved", "fetches what you allowed by itself")
                .doesNotContain("cs_", "eyJ");
        assertThat(tab.get(done.location()).status()).isEqualTo(200);
        assertThat(stored(request).grant()).contains(grants().getFirst().id());
        // The link leads to what became of it, and to nothing else.
        assertThat(tab.visit(link(request.userCode())).html()).contains("Approved");
    }

    @Test
    void denying_and_cancelling_are_not_the_same() { // BEHAVIOURS D1.3
        var tab = house.owned();
        var denied = request();
        var no = decides(tab, tab.visit(link(denied.userCode())), "deny");
        assertThat(tab.get(no.location()).html()).contains("Denied");
        assertThat(stored(denied).state()).isEqualTo(Asks.State.DENIED);
        var cancelled = request();
        decides(tab, tab.visit(link(cancelled.userCode())), "cancel");
        assertThat(stored(cancelled).state()).isEqualTo(Asks.State.CANCELLED);
        assertThat(grants()).isEmpty();
    }

    @Test
    void opening_the_link_approves_nothing() { // BEHAVIOURS B2.5: a GET never approves
        var tab = house.owned();
        var request = request();
        tab.visit(link(request.userCode()) + "&decision=approve&access=read&until=P1D");
        assertThat(stored(request).state()).isEqualTo(Asks.State.OPEN);
        assertThat(grants()).isEmpty();
    }

    @Test
    void wrong_codes_are_counted_by_session_and_then_not_looked_at() { // RFC 8628 §5.1, DESIGN Device grant
        var tab = house.owned();
        var request = request();
        assertThat(tab.get("/device?user_code=nonsense").status()).isEqualTo(404);
        for (var i = 1; i < 20; i++) {
            var wrong = types(tab, i % 2 == 0 ? "BBBB-BBBB" : "not a code");
            assertThat(wrong.status()).isEqualTo(422);
            assertThat(wrong.html()).contains("No request with this code waits here");
        }
        var throttled = types(tab, request.userCode().shown());
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.answer().headers().firstValue("Retry-After")).isPresent();
        assertThat(tab.get(link(request.userCode())).status()).isEqualTo(429);
        // Somebody honest, in another session, is not kept out.
        var other = house.tab();
        house.signIn(other, "ada", House.PASSPHRASE);
        assertThat(types(other, request.userCode().shown()).status()).isEqualTo(303);
        house.pass(Duration.ofMinutes(10));
        assertThat(types(tab, "BBBB-BBBB").status()).isEqualTo(422);
    }

    @Test
    void a_code_from_another_site_or_without_the_form_token_is_refused() { // DESIGN Cookies
        var tab = house.owned();
        var request = request();
        var page = tab.get("/device");
        assertThat(tab.post(
                                "/device",
                                java.util.Map.of(
                                        "user_code", List.of(request.userCode().shown())))
                        .status())
                .isEqualTo(403);
        tab.from("https://elsewhere.example");
        assertThat(tab.submit(page, "/device", "user_code", request.userCode().shown())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void malformed_requests_get_a_page_that_says_so() { // issue 3 Bad input
        var tab = house.owned();
        assertThat(tab.get("/device?user_code=%ff").status()).isEqualTo(400);
        assertThat(tab.get("/device?user_code=a&user_code=b").status()).isEqualTo(400);
        assertThat(tab.get("/device?user_code=" + "B".repeat(5000)).status()).isEqualTo(404);
    }

    @Test
    void an_owners_own_agent_has_its_code_typed_even_with_the_link() { // DESIGN Device grant
        var tab = house.owned();
        var request = house.ownAgent(OwnerScope.GRANTS_READ);
        var page = tab.get(link(request.userCode()));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("owner-level access", "Type the code yourself")
                .doesNotContain(request.userCode().shown(), request.userCode().letters());
        // Its maker knows where the request will be decided, and the address leads nowhere before.
        assertThat(tab.get("/consent/" + request.ask().id()).status()).isEqualTo(404);
        assertThat(stored(request).owner()).isEmpty();
        var typed = tab.submit(page, "/device", "user_code", request.userCode().shown());
        assertThat(typed.location()).isEqualTo("/consent/" + request.ask().id());
    }

    @Test
    void the_page_for_an_owners_own_agent_is_unmistakable() { // BEHAVIOURS A1.17, A1.22, DESIGN Device grant
        var tab = house.owned();
        var request = house.ownAgent(OwnerScope.GRANTS_READ, OwnerScope.GRANTS_WRITE);
        var page = tab.visit(types(tab, request.userCode().shown()).location());
        assertThat(page.html())
                .contains("trusted owner-agent onboarding", "owner-level access", house.issuer() + "/v1/**")
                .contains(
                        "never approve or give",
                        "refuse it by design",
                        request.userCode().shown())
                .contains("value=\"grants:read\"", "value=\"grants:write\"")
                .doesNotContain(
                        "name=\"access\"", "name=\"tool\"", "name=\"delegate_depth\"", "checked", "An agent asks");
        var empty =
                tab.submit(page, path(page), "decision", "approve", "until", "PT1H", "passphrase", House.PASSPHRASE);
        assertThat(empty.status()).isEqualTo(422);
        assertThat(empty.html()).contains("Choose what it may look at and take back.");
        var unasked = tab.submit(
                empty,
                path(page),
                "decision",
                "approve",
                "scope",
                "grants:read owners:read",
                "until",
                "PT1H",
                "passphrase",
                House.PASSPHRASE);
        assertThat(unasked.status()).isEqualTo(422);
        assertThat(unasked.html()).contains("owners:read");
        var absent = tab.submit(unasked, path(page), "decision", "approve", "scope", "grants:read", "until", "PT1H");
        assertThat(absent.status()).isEqualTo(422); // presence is needed
        var done = tab.submit(
                absent,
                path(page),
                "decision",
                "approve",
                "scope",
                "grants:read",
                "until",
                "PT1H",
                "passphrase",
                House.PASSPHRASE);
        assertThat(done.status()).as(done.html()).isEqualTo(303);
        var grant = grants().getFirst();
        assertThat(grant.kind()).isEqualTo(TokenKind.OWNER);
        assertThat(grant.ownerScopes()).containsExactly(OwnerScope.GRANTS_READ);
        assertThat(grant.authority().isNothing()).isTrue();
        assertThat(tab.get("/console/agents").html()).contains("Owner-level automation: grants:read");
    }

    @Test
    void a_configured_client_gets_the_owner_api_by_code_on_the_same_page() { // DESIGN: everything is a grant
        var tab = house.owned();
        var page = tab.visit(house.asksForOwnerApi(OwnerScope.GRANTS_READ, OwnerScope.ACTIVITY_READ));
        assertThat(page.html())
                .contains("owner-level access", "value=\"activity:read\"")
                .doesNotContain("name=\"access\"");
        var done = tab.submit(
                page,
                path(page),
                "decision",
                "approve",
                "scope",
                "grants:read",
                "scope",
                "activity:read",
                "until",
                "PT1H",
                "passphrase",
                House.PASSPHRASE);
        assertThat(done.location()).startsWith(House.CALLBACK + "?code=");
        assertThat(grants().getFirst().ownerScopes())
                .containsExactlyInAnyOrder(OwnerScope.GRANTS_READ, OwnerScope.ACTIVITY_READ);
    }
}
