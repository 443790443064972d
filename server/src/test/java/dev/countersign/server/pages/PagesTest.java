package dev.countersign.server.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.pages.generated.JteconsentGenerated;
import dev.countersign.server.pages.generated.JtecredentialsGenerated;
import dev.countersign.server.pages.generated.JteloginGenerated;
import dev.countersign.server.pages.generated.JtepasskeyGenerated;
import dev.countersign.server.pages.generated.JtesetupGenerated;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PagesTest {
    static Map<String, Reply> all() {
        var pages = new LinkedHashMap<String, Reply>();
        var consent = SamplePages.consent(Map.of(), List.of());
        pages.put("consent", Pages.pageThatRedirects(200, out -> JteconsentGenerated.render(out, null, consent)));
        var again = SamplePages.consent(
                Map.of("access", List.of("write"), "until", List.of("P1D"), "tool", List.of("files/read_file")),
                List.of(
                        new Problem("resource", "Tick at least one server."),
                        new Problem("passphrase", "That is not it.")));
        pages.put("consent-again", Pages.pageThatRedirects(422, out -> JteconsentGenerated.render(out, null, again)));
        pages.put("login", Pages.page(200, out -> JteloginGenerated.render(out, null, SamplePages.login())));
        pages.put("setup", Pages.page(200, out -> JtesetupGenerated.render(out, null, SamplePages.setup())));
        pages.put(
                "credentials",
                Pages.page(200, out -> JtecredentialsGenerated.render(out, null, SamplePages.credentials())));
        pages.put("passkey", Pages.page(200, out -> JtepasskeyGenerated.render(out, null, SamplePages.passkey())));
        pages.put("confirm", Pages.confirm(SamplePages.confirm()));
        pages.put("cancelled", Pages.notice(200, SamplePages.cancelled()));
        pages.put("error", Pages.notice(410, SamplePages.error()));
        return pages;
    }

    static Reply page(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    static String html(Reply reply) {
        return new String(reply.body(), UTF_8);
    }

    @Test
    void no_page_may_be_framed_cached_or_scripted() throws IOException { // MCP 2026-07-28 RS-15, OAuth 2.1 §7.13
        for (var page : all().entrySet()) {
            var fields = new LinkedHashMap<String, String>();
            page.getValue().fields().forEach(field -> fields.put(field.name(), field.value()));
            assertThat(fields)
                    .as(page.getKey())
                    .containsEntry("X-Frame-Options", "DENY")
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("Referrer-Policy", "same-origin")
                    .containsEntry("Cross-Origin-Opener-Policy", "same-origin");
            assertThat(fields.get("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'")
                    .doesNotContain("unsafe");
            write(page.getKey(), html(page.getValue()));
        }
    }

    @Test
    void only_pages_that_end_in_a_redirect_leave_form_action_open() { // DESIGN Consent
        var pages = all();
        assertThat(pages.entrySet().stream()
                        .filter(page -> page.getValue().fields().stream()
                                .noneMatch(field -> field.value().contains("form-action 'self'")))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("consent", "consent-again", "confirm");
    }

    @Test
    void the_consent_page_preselects_nothing_even_when_shown_again() { // BEHAVIOURS B2.1, DESIGN surface
        for (var name : List.of("consent", "consent-again")) {
            assertThat(html(page(name))).doesNotContainPattern("\\s(checked|selected)[\\s=>]");
        }
    }

    @Test
    void one_form_holds_every_control_and_the_three_buttons() { // DESIGN surface /consent/{id}
        var main = html(page("consent"));
        main = main.substring(main.indexOf("<main"), main.indexOf("</main>"));
        assertThat(Pattern.compile("<form").matcher(main).results()).hasSize(1);
        var form = main.substring(main.indexOf("<form"), main.indexOf("</form>"));
        for (var field : List.of(
                "csrf",
                "decision",
                "access",
                "until",
                "resource",
                "tool",
                "delegate_depth",
                "delegate_to",
                "passphrase")) {
            assertThat(form).contains("name=\"" + field + "\"");
        }
        assertThat(form)
                .contains("value=\"approve\"", "value=\"deny\"", "value=\"cancel\"", "value=\"files/read_file\"");
    }

    @Test
    void what_a_client_claims_is_text_and_never_markup() { // DESIGN Consent, A1.16
        assertThat(html(page("consent")))
                .contains("Claude Code &lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
    }

    @Test
    void every_control_has_a_label() { // DESIGN Consent
        for (var page : all().entrySet()) {
            var html = html(page.getValue());
            var inputs = Pattern.compile("<input (?![^>]*type=\"(hidden|radio|checkbox)\")[^>]*>")
                    .matcher(html)
                    .results();
            inputs.forEach(input -> {
                var id = Pattern.compile("\\bid=\"([^\"]+)\"").matcher(input.group());
                assertThat(id.find()).as(page.getKey() + ": " + input.group()).isTrue();
                assertThat(html).contains("for=\"" + id.group(1) + "\"");
            });
            var ids = Pattern.compile("\\sid=\"([^\"]+)\"")
                    .matcher(html)
                    .results()
                    .map(id -> id.group(1));
            assertThat(ids).as(page.getKey()).doesNotHaveDuplicates();
        }
    }

    @Test
    void an_error_page_says_what_to_do_and_gives_the_request_id() { // DESIGN Errors
        var reply = new Pages(URI.create("https://h.example"))
                .error(new Refusal.Page(503, "Not yet", "Do this first.").retryAfter(30), "rid-1");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(html(reply)).contains("Not yet", "Do this first.", "rid-1");
        assertThat(reply.fields()).contains(new Reply.Field("Retry-After", "30"));
    }

    @Test
    void a_link_with_script_in_it_is_dropped() { // DESIGN Redirects
        var reply = new Pages(URI.create("https://h.example"))
                .error(new Refusal.Page(400, "No", "No.").onward(URI.create("javascript:alert(1)"), "Go"), "r");
        assertThat(html(reply)).doesNotContain("javascript:");
    }

    private static void write(String name, String html) throws IOException {
        var folder = Files.createDirectories(Path.of("target/pages/assets"));
        Files.writeString(folder.resolveSibling(name + ".html"), html);
        for (var asset : List.of(Assets.STYLE, Assets.SCRIPT, Assets.ICON)) {
            Files.write(folder.resolveSibling(asset.path().substring(1)), asset.bytes());
        }
    }
}
