package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInTest {
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

    @Test
    void without_an_owner_the_page_says_how_to_get_one() { // BEHAVIOURS D1.4
        var seen = house.tab().get("/login");
        assertThat(seen.status()).isEqualTo(503);
        assertThat(seen.answer().headers().firstValue("Retry-After")).isPresent();
        assertThat(seen.html()).contains("interaction_required", "owner create", "setup link");
    }

    @Test
    void a_setup_link_works_once_and_looking_at_it_takes_nothing() { // issue 2 §4
        var link = house.setupLink();
        var tab = house.tab();
        tab.get(link);
        var page = tab.get(link);
        var done = tab.submit(page, link, "name", "ada", "passphrase", House.PASSPHRASE, "again", House.PASSPHRASE);
        assertThat(done.status()).isEqualTo(303);
        assertThat(tab.get("/console").html()).contains("Signed in as", "<b>ada</b>");
        assertThat(house.tab().get(link).status()).isEqualTo(410);
    }

    @Test
    void a_setup_link_ends_after_fifteen_minutes() { // issue 2 §1
        var link = house.setupLink();
        house.pass(Duration.ofMinutes(15));
        assertThat(house.tab().get(link).status()).isEqualTo(410);
    }

    @Test
    void of_hundreds_of_cookies_of_one_name_the_first_are_looked_up() throws Exception { // each costs a look-up
        house.owned();
        var secret = Secrets.secret("session");
        house.acts().upkeep(tx -> {
            var now = house.acts().now();
            tx.sessions()
                    .insert(new dev.countersign.store.Sessions.Session(
                            Secrets.hash(secret),
                            house.ada().id(),
                            "passphrase",
                            now,
                            now.plus(Duration.ofHours(1)),
                            "127.0.0.1",
                            "test"));
            return true;
        });
        var mine = "countersign-session=" + secret;
        var others = (mine.substring(0, mine.length() - 1) + "?; ").repeat(16);
        assertThat(console("countersign-session=odd; " + mine)).isEqualTo(200);
        assertThat(console(mine + "; " + others)).isEqualTo(200);
        assertThat(console(others + mine)).isEqualTo(303);
    }

    private int console(String cookies) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(house.issuer() + "/console"))
                    .header("Cookie", cookies)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void setup_refuses_short_common_and_mistyped_passphrases_and_keeps_the_link() { // issue 2 §4
        var link = house.setupLink();
        var tab = house.tab();
        var page = tab.get(link);
        for (var bad : List.of("tooshort", "correct horse battery staple", "ada ada ada ada", "abcdefghijklmnop")) {
            var again = tab.submit(page, link, "name", "ada", "passphrase", bad, "again", bad);
            assertThat(again.status()).as(bad).isEqualTo(422);
            assertThat(again.html()).doesNotContain(bad);
        }
        var differs = tab.submit(page, link, "name", "ada", "passphrase", House.PASSPHRASE, "again", WRONG);
        assertThat(differs.html()).contains("The two passphrases differ");
        var name = tab.submit(page, link, "name", "Ada Lovelace", "passphrase", House.PASSPHRASE);
        assertThat(name.status()).isEqualTo(422);
        var done = tab.submit(page, link, "name", "ada", "passphrase", House.PASSPHRASE);
        assertThat(done.status()).isEqualTo(303);
    }

    @Test
    void an_unknown_name_and_a_wrong_passphrase_get_one_answer() { // issue 2 §4: no account enumeration
        house.owned();
        var tab = house.tab();
        var unknown = house.signIn(tab, "nobody", WRONG);
        var wrong = house.signIn(tab, "ada", WRONG);
        assertThat(unknown.status()).isEqualTo(422).isEqualTo(wrong.status());
        assertThat(blurred(unknown)).isEqualTo(blurred(wrong));
    }

    private static String blurred(Tab.Seen seen) {
        return seen.html()
                .replaceAll("value=\"(nobody|ada)\"", "")
                .replaceAll("Request-Id <span[^<]*<", "")
                .replaceAll("challenge&#34;:&#34;[A-Za-z0-9_-]*", "");
    }

    @Test
    void guesses_at_a_name_nobody_has_are_throttled_alike() { // issue 2 §4: no account enumeration
        house.owned();
        var tab = house.tab();
        assertThat(guesses(tab, "nobody")).isEqualTo(guesses(tab, "ada")).isBetween(1, 10);
    }

    private int guesses(Tab tab, String name) {
        for (var i = 1; i <= 10; i++) {
            if (house.signIn(tab, name, WRONG).status() == 429) return i;
        }
        return 0;
    }

    @Test
    void a_stranger_is_throttled_and_cannot_lock_out_a_known_browser() { // DESIGN Throttles
        var known = house.owned();
        var stranger = house.tab();
        guesses(stranger, "ada");
        var refused = house.signIn(stranger, "ada", House.PASSPHRASE);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(
                        refused.answer().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 600);

        assertThat(house.signIn(known, "ada", House.PASSPHRASE).status()).isEqualTo(303);
        house.pass(Duration.ofMinutes(11));
        assertThat(house.signIn(stranger, "ada", House.PASSPHRASE).status()).isEqualTo(303);
    }

    @Test
    void every_failure_of_an_account_is_in_the_log() { // issue 2 §4
        house.owned();
        house.signIn(house.tab(), "ada", WRONG);
        assertThat(house.log()).contains("create-owner", "sign-in", "refuse-proof");
    }

    @Test
    void a_form_from_another_origin_is_refused() { // DESIGN Cookies
        house.owned();
        for (var origin : List.of("", "http://localhost:1", "null", house.issuer() + ".evil.example")) {
            var tab = house.tab().from(origin);
            assertThat(house.signIn(tab, "ada", House.PASSPHRASE).status())
                    .as(origin)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_form_without_its_token_or_with_another_browsers_is_refused() { // DESIGN Cookies
        house.owned();
        var tab = house.tab();
        var page = tab.get("/login");
        var fields = Map.of("name", List.of("ada"), "passphrase", List.of(House.PASSPHRASE));
        assertThat(tab.post("/login", fields).status()).isEqualTo(403);
        var other = house.tab();
        other.get("/login");
        var crossed = other.submit(page, "/login", "name", "ada", "passphrase", House.PASSPHRASE);
        assertThat(crossed.status()).isEqualTo(403);
    }

    @Test
    void cookies_are_host_only_http_only_lax_and_never_reach_a_callback() { // DESIGN Cookies
        var tab = house.tab();
        var link = house.setupLink();
        var done = tab.submit(tab.get(link), link, "name", "ada", "passphrase", House.PASSPHRASE);
        var set = done.answer().headers().allValues("Set-Cookie");
        assertThat(set)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .contains("; HttpOnly", "; SameSite=Lax", "Max-Age=")
                        .doesNotContain("Domain", "Path=/;"));
        assertThat(set.stream().filter(line -> line.startsWith("countersign-session=")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("Max-Age=3600"));
        for (var path : List.of("/", "/callback", "/oauth/callback", "/cb", "/mcp", "/consents")) {
            assertThat(tab.sentTo(path)).as(path).isEmpty();
        }
    }

    @Test
    void sign_in_always_makes_a_new_session_and_ends_the_old() { // DESIGN Cookies
        var tab = house.owned();
        var before = tab.sentTo("/stop");
        house.signIn(tab, "ada", House.PASSPHRASE);
        assertThat(tab.sentTo("/stop")).isNotEqualTo(before);
        assertThat(house.sessions()).isEqualTo(1);
    }

    @Test
    void a_session_ends_by_itself_after_an_hour() { // DESIGN Cookies
        var tab = house.owned();
        house.pass(Duration.ofMinutes(61));
        assertThat(tab.get("/console").location()).startsWith("/login");
    }

    @Test
    void signing_out_takes_a_post_with_the_token_and_ends_the_session() { // DESIGN surface /logout
        var tab = house.owned();
        assertThat(tab.get("/logout").status()).isEqualTo(405);
        assertThat(tab.post("/logout", Map.of()).status()).isEqualTo(403);
        tab.submit(tab.get("/console"), "/logout");
        assertThat(tab.sentTo("/stop")).isEmpty();
        assertThat(house.sessions()).isZero();
    }

    @Test
    void sign_in_leads_only_to_pages_of_this_server() { // OAuth 2.1 §7.12: no open redirector
        house.owned();
        for (var next : List.of(
                "https://evil.example/",
                "//evil.example/",
                "/console//evil.example",
                "/\\evil.example",
                "/oauth/token")) {
            var tab = house.tab();
            var done = tab.post(
                    "/login",
                    Map.of(
                            "csrf", List.of(tab.get("/login").hidden("csrf")),
                            "next", List.of(next),
                            "name", List.of("ada"),
                            "passphrase", List.of(House.PASSPHRASE)));
            assertThat(done.location()).as(next).isEqualTo("/console");
        }
    }

    @Test
    void a_reset_link_replaces_every_credential_and_signs_everybody_out() { // issue 2 §4: owner reset
        var tab = house.owned();
        var link = house.link("reset", house.ada().id().value());
        var fresh = house.tab();
        var page = fresh.get(link);
        assertThat(page.html()).contains("New credentials for ada").doesNotContain("name=\"name\"");
        assertThat(fresh.submit(page, link, "passphrase", "nine grey stones below")
                        .status())
                .isEqualTo(303);
        assertThat(tab.get("/console").location()).startsWith("/login");
        assertThat(house.signIn(tab, "ada", House.PASSPHRASE).status()).isEqualTo(422);
        assertThat(house.tab().get(link).status()).isEqualTo(410);
    }

    @Test
    void an_ip_address_issuer_has_no_passkeys_and_says_why() throws IOException { // DESIGN surface
        var rules = new House.Rules(true, Set.of(), "127.0.0.1");
        try (var ip = new House(Files.createDirectory(folder.resolve("ip")), rules)) {
            var page = ip.tab().get(ip.setupLink());
            assertThat(page.html()).contains("an IP address").doesNotContain("data-options");
            assertThat(ip.owned().get("/console/settings").html()).contains("an IP address");
        }
    }
}
