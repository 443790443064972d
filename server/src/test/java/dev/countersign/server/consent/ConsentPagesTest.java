package dev.countersign.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Origin;
import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.server.people.House;
import dev.countersign.server.people.SoftKey;
import dev.countersign.server.people.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentPagesTest {
    private static final String WRONG = "not the passphrase at all";

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

    private static String path(Tab.Seen page) {
        return page.answer().uri().getPath();
    }

    private Tab.Seen page(Tab tab) {
        return tab.visit(house.asks(Scopes.NONE, house.notes()));
    }

    private static Tab.Seen approve(Tab tab, Tab.Seen page, String... more) {
        var fields = new ArrayList<>(
                List.of("decision", "approve", "access", "read", "until", "P1D", "passphrase", House.PASSPHRASE));
        fields.addAll(List.of(more));
        return tab.submit(page, path(page), fields.toArray(String[]::new));
    }

    private Grant granted() {
        return house.live().getFirst();
    }

    private boolean nothingGranted() {
        return house.live().isEmpty();
    }

    @Test
    void sign_in_comes_first_and_says_only_who_asks() { // DESIGN Consent
        house.owned();
        var stranger = house.tab();
        var seen = stranger.visit(house.asks(Scopes.of(Access.WRITE), house.notes()));
        assertThat(path(seen)).isEqualTo("/login");
        assertThat(seen.html())
                .contains("Claude &lt;b&gt;Code&lt;/b&gt;")
                .doesNotContain("read_note", "mcp:write", "51234");
        assertThat(house.log()).doesNotContain("ask");
    }

    @Test
    void the_page_names_client_scope_redirect_and_tools_and_loads_nothing_from_elsewhere() { // RS-15, AS-16
        var tab = house.owned();
        var html = tab.visit(house.asks(Scopes.of(Access.WRITE), house.notes())).html();
        assertThat(html)
                .contains("A program on this computer says it is", "Claude &lt;b&gt;Code&lt;/b&gt;")
                .contains("127.0.0.1:51234", House.CALLBACK, "mcp:read mcp:write", "agent-1")
                .contains("Approve only if you started this a moment ago")
                .contains("value=\"notes/read_note\"", "value=\"notes/write_note\"")
                .doesNotContain("delete_note", "\u202E", "value=\"destructive\"");
    }

    @Test
    void what_was_chosen_is_what_is_granted() { // DESIGN section 1, Gateway: the digest its human saw
        var tab = house.owned();
        var page = page(tab);
        var done = approve(tab, page, "tool", "notes/read_note", "delegate_depth", "", "delegate_to", "");
        assertThat(done.status()).isEqualTo(303);
        assertThat(done.location()).startsWith(House.CALLBACK + "?code=cs_co_").contains("state=st");
        var grant = granted();
        assertThat(grant.authority().canonical())
                .isEqualTo("[{\"actions\":[\"read\"],\"locations\":[\"" + house.notes()
                        + "\"],\"tools\":[\"read_note\"],\"type\":\"mcp\"}]");
        assertThat(grant.catalogues()).containsExactly(Map.entry("notes", house.noteTools()));
        assertThat(grant.until()).isEqualTo(house.acts().now().plus(Duration.ofDays(1)));
        assertThat(grant.delegation().allowsAny()).isFalse();
        assertThat(grant.approval()).isInstanceOfSatisfying(Approval.Presence.class, presence -> {
            assertThat(presence.evidence().method()).isEqualTo("passphrase");
            assertThat(presence.evidence().digest()).hasSize(43);
        });
    }

    @Test
    void an_incomplete_choice_grants_nothing_and_says_what_is_missing() { // DESIGN surface: 422
        var tab = house.owned();
        var page = page(tab);
        var missing = tab.submit(page, path(page), "decision", "approve", "passphrase", House.PASSPHRASE);
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.html()).contains("Choose what the agent may do.", "Choose for how long.");
        for (var until : List.of("P2Y", "30s", "yesterday", "2001-01-01", "PT0S", "-P1D")) {
            var odd = tab.submit(
                    page,
                    path(page),
                    "decision",
                    "approve",
                    "access",
                    "read",
                    "until",
                    until,
                    "passphrase",
                    House.PASSPHRASE);
            assertThat(odd.status()).as(until).isEqualTo(422);
        }
        assertThat(nothingGranted()).isTrue();
        assertThat(approve(tab, page).status()).isEqualTo(303);
    }

    @Test
    void an_end_is_any_duration_or_a_date() { // DESIGN surface: until
        var tab = house.owned();
        var date = house.acts()
                .now()
                .plus(Duration.ofDays(40))
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        for (var until : List.of("PT1M", "P1Y", "90m", date.toString())) {
            house.pass(Duration.ofSeconds(1)); // so that one of the grants is the newest
            var page = page(tab);
            var done = tab.submit(
                    page,
                    path(page),
                    "decision",
                    "approve",
                    "access",
                    "read",
                    "until",
                    until,
                    "passphrase",
                    House.PASSPHRASE);
            assertThat(done.status()).as(until).isEqualTo(303);
        }
        assertThat(granted().until())
                .isEqualTo(date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Test
    void delegation_is_off_unless_the_human_fills_it_in() { // DESIGN Delegation, surface
        var tab = house.owned();
        assertThat(approve(tab, page(tab), "delegate_depth", "2").status()).isEqualTo(422);
        assertThat(approve(tab, page(tab), "delegate_depth", "9", "delegate_to", "any")
                        .status())
                .isEqualTo(422);
        assertThat(approve(tab, page(tab), "delegate_depth", "2", "delegate_to", "a b", "delegate_to", "c")
                        .status())
                .isEqualTo(303);
        assertThat(granted().delegation().depth()).isEqualTo(2);
        assertThat(granted().delegation().to()).containsExactly("a", "b", "c");
        assertThat(granted().delegation().share()).isEqualTo(granted().authority());
        assertThat(granted().delegation().until()).isEqualTo(granted().until());
    }

    @Test
    void the_human_bounds_what_is_handed_on_and_for_how_long() { // issue 5: largest share, how long
        var tab = house.owned();
        var asked = new String[] {"delegate_depth", "1", "delegate_to", "any"};
        assertThat(approve(tab, page(tab), with(asked, "delegate_access", "all"))
                        .status())
                .isEqualTo(422);
        assertThat(approve(tab, page(tab), with(asked, "delegate_until", "never"))
                        .status())
                .isEqualTo(422);
        assertThat(approve(tab, page(tab), with(asked, "delegate_access", "read", "delegate_until", "PT2M"))
                        .status())
                .isEqualTo(303);
        assertThat(granted().delegation().share().scopes()).containsExactly("mcp:read");
        assertThat(granted().delegation().until()).isBefore(granted().until());
    }

    private static String[] with(String[] some, String... more) {
        return java.util.stream.Stream.of(some, more)
                .flatMap(java.util.stream.Stream::of)
                .toArray(String[]::new);
    }

    @Test
    void the_human_picks_the_places_when_the_request_names_none() { // issue 2 §7
        var tab = house.owned();
        var page = tab.visit(house.asks(Scopes.NONE));
        assertThat(approve(tab, page).html()).contains("Tick at least one place");
        assertThat(approve(tab, page, "resource", "https://elsewhere.example/mcp")
                        .status())
                .isEqualTo(422);
        assertThat(approve(tab, page, "resource", house.notes(), "resource", house.issuer() + "/mcp")
                        .status())
                .isEqualTo(303);
        assertThat(granted().authority().locations()).containsExactly(house.issuer() + "/mcp", house.notes());
    }

    @Test
    void a_tool_beyond_the_choice_is_a_problem_and_not_a_surprise() { // DESIGN surface: tool
        var tab = house.owned();
        for (var tool : List.of("notes/delete_note", "notes/nothing", "files/read_note", "read_note")) {
            assertThat(approve(tab, page(tab), "tool", tool).status()).as(tool).isEqualTo(422);
        }
        assertThat(nothingGranted()).isTrue();
    }

    @Test
    void a_missing_or_wrong_token_or_origin_is_forbidden() { // DESIGN surface: 403, RS-15
        var tab = house.owned();
        var page = page(tab);
        var fields = Map.of("decision", List.of("deny"));
        assertThat(tab.post(path(page), fields).status()).isEqualTo(403);
        assertThat(approve(tab.from("http://127.0.0.1:51234"), page).status()).isEqualTo(403);
        assertThat(approve(tab.from(""), page).status()).isEqualTo(403);
        assertThat(nothingGranted()).isTrue();
        assertThat(approve(tab.from(house.issuer()), page).status()).isEqualTo(303);
    }

    @Test
    void looking_never_approves_and_a_session_alone_never_does() { // BEHAVIOURS B2.5, D1.5
        var tab = house.owned();
        var page = page(tab);
        var query = "?decision=approve&access=read&until=P1D&passphrase=" + House.PASSPHRASE.replace(" ", "+");
        tab.get(path(page) + query);
        var bare = tab.submit(page, path(page), "decision", "approve", "access", "read", "until", "P1D");
        assertThat(bare.status()).isEqualTo(422);
        assertThat(nothingGranted()).isTrue();
    }

    @Test
    void deny_tells_the_program_no_and_cancel_tells_it_that_nobody_decided() { // BEHAVIOURS D1.3
        var tab = house.owned();
        var page = page(tab);
        var denied = tab.submit(page, path(page), "decision", "deny");
        assertThat(denied.location()).isEqualTo(House.CALLBACK + "?error=access_denied&state=st");

        page = tab.visit(house.asks(Scopes.of(Access.READ), house.notes()));
        var cancelled = tab.submit(page, path(page), "decision", "cancel");
        assertThat(cancelled.location()).isEqualTo(path(page));
        assertThat(tab.get(path(page)).link("Back to the program"))
                .isEqualTo(House.CALLBACK + "?error=interaction_required&state=st");
        assertThat(house.log()).contains("deny", "cancel");
    }

    @Test
    void a_request_that_waits_too_long_ends_with_interaction_required() { // BEHAVIOURS D1.3
        var tab = house.owned();
        var page = page(tab);
        house.pass(Duration.ofMinutes(10));
        var late = tab.get(path(page));
        assertThat(late.status()).isEqualTo(410);
        assertThat(late.link("Back to the program")).contains("error=interaction_required");
        assertThat(approve(tab, page).status()).isEqualTo(410);
        assertThat(nothingGranted()).isTrue();
    }

    @Test
    void a_wrong_passphrase_shows_the_page_again_and_the_fifth_ends_the_request() { // DESIGN Consent, D2.1
        var tab = house.owned();
        var page = page(tab);
        for (var i = 1; i <= 4; i++) {
            var again = tab.submit(
                    page, path(page), "decision", "approve", "access", "read", "until", "P1D", "passphrase", WRONG);
            assertThat(again.status()).isEqualTo(422);
            assertThat(again.html()).doesNotContain(WRONG);
        }
        var fifth = tab.submit(
                page, path(page), "decision", "approve", "access", "read", "until", "P1D", "passphrase", WRONG);
        assertThat(fifth.status()).isEqualTo(403);
        assertThat(fifth.link("Back to the program")).contains("error=interaction_required");
        assertThat(approve(tab, page).status()).isEqualTo(403);
        assertThat(nothingGranted()).isTrue();
        assertThat(house.log()).filteredOn("fail-proof"::equals).hasSize(5);
    }

    @Test
    void guesses_on_many_requests_are_throttled_together() { // DESIGN Throttles
        var tab = house.owned();
        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 10; i++) {
            var page = tab.visit(house.asks(Scopes.NONE, i % 2 == 0 ? house.notes() : house.files()));
            statuses.add(tab.submit(
                            page,
                            path(page),
                            "decision",
                            "approve",
                            "access",
                            "read",
                            "until",
                            "P1D",
                            "passphrase",
                            WRONG)
                    .status());
            house.pass(Duration.ofSeconds(1));
        }
        assertThat(statuses).contains(429);
    }

    @Test
    void a_second_approval_of_one_request_makes_no_second_code() { // DESIGN Consent: single use
        var tab = house.owned();
        var page = page(tab);
        assertThat(approve(tab, page).status()).isEqualTo(303);
        var second = approve(tab, page);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.html()).contains("already approved");
        assertThat(tab.get(path(page)).html()).contains("already approved");
        assertThat(house.live()).hasSize(1);
    }

    @Test
    void two_clicks_at_once_make_one_grant() throws Exception { // DESIGN Consent: single use
        var tab = house.owned();
        var page = page(tab);
        try (var clicks = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 4)
                    .mapToObj(_ -> clicks.submit(() -> approve(tab, page).status()))
                    .toList();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) statuses.add(answer.get());
            assertThat(statuses).containsOnlyOnce(303);
        }
        assertThat(house.live()).hasSize(1);
    }

    @Test
    void opening_the_same_address_again_leads_to_the_same_request() { // DESIGN Consent: single use
        var tab = house.owned();
        var address = house.asks(Scopes.NONE, house.notes());
        var page = tab.visit(address);
        assertThat(path(tab.visit(address))).isEqualTo(path(page));
        approve(tab, tab.get(path(page)));
        assertThat(tab.visit(address).html()).contains("already approved");
    }

    @Test
    void a_decision_on_a_page_that_has_changed_counts_not() { // DESIGN Consent
        var tab = house.owned();
        var page = page(tab);
        house.toolsChange();
        var again = approve(tab, page);
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.html()).contains("changed since the page was shown", "Reads everything.");
        assertThat(nothingGranted()).isTrue();
        assertThat(approve(tab, again).status()).isEqualTo(303);
        assertThat(granted().catalogues()).containsEntry("notes", house.noteTools());
    }

    @Test
    void nothing_is_pinned_unseen() { // DESIGN Gateway
        var tab = house.owned();
        house.goesSilent("notes");
        var silent = page(tab);
        assertThat(silent.status()).isEqualTo(503);
        assertThat(silent.answer().headers().firstValue("Retry-After")).isPresent();
        var others = tab.visit(house.asks(Scopes.NONE));
        assertThat(others.status()).isEqualTo(200);
        assertThat(others.html()).contains("“notes” does not answer").doesNotContain("value=\"" + house.notes());
    }

    @Test
    void a_passkey_signs_exactly_what_was_chosen() throws GeneralSecurityException { // DESIGN Consent: D
        var key = new SoftKey(house.issuer());
        var tab = house.owned(key);
        var page = page(tab);
        var confirm = tab.submit(
                page, path(page), "decision", "approve", "access", "write", "until", "PT1H", "tool", "notes/read_note");
        assertThat(confirm.status()).isEqualTo(200);
        assertThat(confirm.html()).contains("read_note", "read, write");
        assertThat(nothingGranted()).isTrue();
        var assertion = key.sign(confirm.options());
        // What the second post says about access counts not: the choices were stored with the first.
        var done =
                tab.submit(confirm, path(page), "decision", "approve", "assertion", assertion, "access", "destructive");
        assertThat(done.status()).isEqualTo(303);
        var grant = granted();
        assertThat(grant.authority().actions()).containsExactly(Access.READ, Access.WRITE);
        assertThat(grant.approval()).isInstanceOfSatisfying(Approval.Presence.class, presence -> {
            assertThat(presence.evidence().method()).isEqualTo("passkey");
            assertThat(presence.evidence().credential()).isEqualTo(key.id());
            assertThat(confirm.options()).contains(presence.evidence().digest());
        });
    }

    @Test
    void an_assertion_for_other_choices_or_another_request_proves_nothing() throws GeneralSecurityException {
        var key = new SoftKey(house.issuer());
        var tab = house.owned(key);
        var page = page(tab);
        var first = tab.submit(page, path(page), "decision", "approve", "access", "read", "until", "PT1H");
        var assertion = key.sign(first.options());
        var second = tab.submit(page, path(page), "decision", "approve", "access", "destructive", "until", "P30D");
        assertThat(tab.submit(second, path(page), "decision", "approve", "assertion", assertion)
                        .status())
                .isEqualTo(422);
        var other = tab.visit(house.asks(Scopes.of(Access.READ), house.notes()));
        tab.submit(other, path(other), "decision", "approve", "access", "read", "until", "PT1H");
        assertThat(tab.submit(other, path(other), "decision", "approve", "assertion", assertion)
                        .status())
                .isEqualTo(422);
        assertThat(nothingGranted()).isTrue();
    }

    @Test
    void another_owner_cannot_see_or_decide_the_request() { // DESIGN Consent
        var tab = house.owned();
        var page = page(tab);
        var eve = another();
        assertThat(eve.get(path(page)).status()).isEqualTo(404);
        assertThat(eve.submit(eve.get("/console"), path(page), "decision", "deny")
                        .status())
                .isEqualTo(404);
    }

    private Tab another() {
        var link = house.link("reset", added("eve").value());
        var tab = house.tab();
        tab.submit(tab.get(link), link, "passphrase", "nine grey stones below");
        return tab;
    }

    private OwnerId added(String name) {
        var id = new OwnerId("own_" + name);
        house.pass(Duration.ofSeconds(1)); // the first owner is the older one
        house.acts()
                .perform(
                        new CreateOwner(
                                id,
                                name,
                                house.ada().id().value(),
                                Optional.empty(),
                                Optional.of("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAA"),
                                Optional.empty(),
                                house.acts().now()),
                        Origin.HOST);
        return id;
    }

    @Test
    void for_a_week_every_page_says_that_an_owner_was_added() { // DESIGN Presence
        var tab = house.owned();
        added("eve");
        assertThat(page(tab).html()).contains("Another owner was added here: “eve”", "by ada");
        house.pass(Duration.ofDays(8));
        house.signIn(tab, "ada", House.PASSPHRASE);
        assertThat(page(tab).html()).doesNotContain("Another owner was added");
    }

    @Test
    void an_owner_who_may_give_nothing_is_told_so() { // DESIGN Authority
        house.owned();
        var eve = another();
        var seen = page(eve);
        assertThat(seen.status()).isEqualTo(403);
        assertThat(seen.link("Tell the program")).contains("error=interaction_required");
    }

    @Test
    void a_level_can_be_kept_for_passkeys_and_admins_can_be_kept_out() throws IOException { // DESIGN consent.*
        var rules = new House.Rules(true, Set.of(Access.DESTRUCTIVE), "localhost");
        try (var strict = new House(Files.createDirectory(folder.resolve("strict")), rules)) {
            var tab = strict.owned();
            var page = tab.visit(strict.asks(Scopes.NONE, strict.notes()));
            var refused = tab.submit(
                    page,
                    path(page),
                    "decision",
                    "approve",
                    "access",
                    "destructive",
                    "until",
                    "P1D",
                    "passphrase",
                    House.PASSPHRASE);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.html()).contains("takes a passkey");
            assertThat(approve(tab, page).status()).isEqualTo(303);
        }
        var none = new House.Rules(false, Set.of(), "localhost");
        try (var strict = new House(Files.createDirectory(folder.resolve("none")), none)) {
            var tab = strict.owned();
            var page = tab.visit(strict.asks(Scopes.NONE, strict.notes()));
            assertThat(approve(tab, page).status()).isEqualTo(403);
        }
    }

    @Test
    void a_failed_request_goes_on_by_itself_only_where_nobody_gains_by_it() { // DESIGN Redirects, RFC 9700 §4.11.2
        var tab = house.owned();
        var loopback = House.CALLBACK + "?error=invalid_scope";
        var foreign = "https://app.example/cb?error=invalid_scope";
        assertThat(house.tab()
                        .get(house.fails(Asked.Known.REGISTERED, loopback))
                        .location())
                .startsWith("/login");
        assertThat(tab.get(house.fails(Asked.Known.REGISTERED, loopback)).location())
                .isEqualTo(loopback);
        assertThat(tab.get(house.fails(Asked.Known.CONFIGURED, foreign)).location())
                .isEqualTo(foreign);
        var waits = tab.get(house.fails(Asked.Known.REGISTERED, foreign));
        assertThat(waits.status()).isEqualTo(200);
        assertThat(waits.html()).contains("app.example");
        assertThat(waits.link("Go there")).isEqualTo(foreign);
        approve(tab, page(tab));
        assertThat(tab.get(house.fails(Asked.Known.REGISTERED, foreign)).location())
                .isEqualTo(foreign);
    }

    @Test
    void a_host_is_verified_only_by_an_https_redirect_on_it() { // DESIGN Consent, AS-16
        var tab = house.owned();
        var described = new Asked.Asker(
                "https://app.example/client", "App", Asked.Known.DESCRIBED, Optional.of("app.example"), true);
        var proved = tab.visit(house.asks(described, "https://app.example/cb", Scopes.NONE, house.notes()));
        assertThat(proved.html()).contains("The answer goes over https to app.example");
        var local = tab.visit(house.asks(described, House.CALLBACK, Scopes.NONE, house.notes()));
        assertThat(local.html()).contains("Nobody vouches for this program").doesNotContain("over https to");
        var elsewhere = tab.visit(house.asks(described, "https://other.example/cb", Scopes.NONE, house.notes()));
        assertThat(elsewhere.html()).contains("Nobody vouches for the name").doesNotContain("over https to");
    }

    @Test
    void the_consent_page_sets_no_form_action_and_cannot_be_framed() { // DESIGN Consent, RS-15
        var tab = house.owned();
        var policy = page(tab)
                .answer()
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
        assertThat(policy).contains("frame-ancestors 'none'").doesNotContain("form-action");
    }

    @Test
    void what_was_allowed_before_can_be_ended_with_the_approval_and_is_not_ticked() { // issue 4.8: offered, unticked
        var tab = house.owned();
        approve(tab, page(tab));
        var first = granted();
        var page = page(tab);
        assertThat(page.html())
                .contains("name=\"end_grant\" value=\"" + first.id() + "\"")
                .doesNotContain("checked");
        house.pass(Duration.ofMinutes(1));
        approve(tab, page);
        assertThat(house.live()).hasSize(2);

        var again = page(tab);
        assertThat(approve(tab, again, "end_grant", first.id().value()).status())
                .isEqualTo(303);
        assertThat(house.live()).hasSize(2).extracting(Grant::id).doesNotContain(first.id());
    }

    @Test
    void only_what_was_offered_can_be_ended() { // issue 4.8: same owner, same client
        var tab = house.owned();
        approve(tab, tab.visit(house.asks(Scopes.NONE, house.files())));
        var elsewhere = granted();
        var refused = approve(tab, page(tab), "end_grant", elsewhere.id().value());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("not among what can be ended here");
        assertThat(house.live()).containsExactly(elsewhere);
    }

    @Test
    void a_changed_tool_is_shown_as_it_was_and_as_it_is() { // DESIGN Gateway: a step-up shows the difference
        var tab = house.owned();
        assertThat(page(tab).html()).doesNotContain("What changed at");
        approve(tab, page(tab));
        assertThat(page(tab).html()).doesNotContain("What changed at");
        house.toolsChange();
        assertThat(page(tab).html())
                .contains("What changed at", "read_note", "Reads everything.")
                .containsPattern(
                        "(?s)was <del><bdi>Reads\\.</bdi></del>.*is <ins><bdi>Reads everything\\.</bdi></ins>");
        approve(tab, page(tab));
        assertThat(page(tab).html()).as("seen and approved").doesNotContain("What changed at");
    }
}
