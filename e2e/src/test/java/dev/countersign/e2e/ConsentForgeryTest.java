package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Nobody but the human at the page approves: not another site, not a link, not the program that listens beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentForgeryTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final Scene scene = Scene.plain();
    private final Agent agent = new Agent(scene.server());
    private final Visitor ada = scene.visitor();

    @AfterAll
    void close() {
        agent.close();
        scene.close();
    }

    @Test
    void a_post_without_the_right_form_token_is_403() { // RS-15, D2.2
        var page = page();
        String another =
                scene.visitor().reaches(agent.authorizeUrl(scene.notes())).hidden("csrf");

        for (var token : List.of("", "wrong", another)) {
            assertThat(ada.post(page.path(), Visitor.approval(page).with("csrf", token))
                            .statusCode())
                    .as("csrf=" + token)
                    .isEqualTo(403);
        }
        assertThat(ada.post(page.path(), Visitor.approval(page).without("csrf")).statusCode())
                .isEqualTo(403);
        approvesStill(page);
    }

    @Test
    void a_post_from_another_origin_or_none_is_403() { // RS-15, D2.10
        var page = page();
        var port = scene.server().issuer().replaceAll(".*:", "");

        for (var origin : List.of(
                "null",
                "http://127.0.0.1:" + port,
                "http://localhost:" + agent.port(),
                "https://localhost:" + port,
                "")) {
            assertThat(ada.post(
                                    page.path(),
                                    Visitor.approval(page),
                                    Optional.of(origin).filter(text -> !text.isEmpty()))
                            .statusCode())
                    .as("Origin: " + origin)
                    .isEqualTo(403);
        }
        approvesStill(page);
    }

    @Test
    void another_owners_browser_or_none_gets_nowhere() { // D2.2
        var page = page();

        assertThat(new Visitor(scene.server())
                        .post(page.path(), Visitor.approval(page))
                        .statusCode())
                .isIn(401, 403);
        approvesStill(page);
    }

    @Test
    void a_get_never_approves() { // B2.5
        var page = page();

        HttpResponse<String> answer =
                ada.get(page.path() + "?" + Visitor.approval(page).encoded());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        approvesStill(page);
    }

    @Test
    void a_session_alone_approves_nothing() { // D1.2, U5
        var page = page();

        assertThat(ada.post(page.path(), Visitor.approval(page).without("passphrase")))
                .satisfies(answer ->
                        assertThat(answer.headers().firstValue("Location")).isEmpty())
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                .satisfies(answer -> assertThat(answer.body()).contains("Use your passkey"));
        assertThat(ada.post(
                                page.path(),
                                new Visitor.Fields()
                                        .with("csrf", page.hidden("csrf"))
                                        .with("decision", "approve")
                                        .with("assertion", "{}"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
    }

    @Test
    void the_page_cannot_be_framed_and_runs_no_foreign_script() { // RS-15
        var page = page();
        var headers = ada.get(page.path()).headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
                .doesNotContain("unsafe-inline", "form-action");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("Referrer-Policy")).contains("same-origin");
        assertThat(headers.firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.html()).doesNotContainPattern("<script(?![^>]* src=)").doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void the_callback_on_the_same_host_receives_no_cookie() { // DESIGN Cookies
        String redirect = agent.redirect().replace("127.0.0.1", "localhost");
        scene.asks(agent.authorizeUrl(scene.notes(), Map.of("redirect_uri", redirect)));
        assertThat(scene.human().browser().driver().manage().getCookies()).isNotEmpty();
        scene.human().approves("read");

        assertThat(agent.answer().cookies()).isEmpty();
    }

    @Test
    void a_failed_request_is_told_to_the_program_once_a_human_signed_in() { // D1.3, AS-22, B2.6
        Human human = scene.human();
        human.opens(scene.page("/console"));
        human.signsOut();
        human.opens(agent.authorizeUrl(scene.notes(), Map.of("scope", "mcp:everything")));
        human.arrives("/login");
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
        human.signsIn(Scene.OWNER, Human.PASSPHRASE);

        assertThat(agent.answer().parameters())
                .containsEntry("error", "invalid_scope")
                .containsEntry("state", agent.state())
                .containsEntry("iss", scene.server().issuer());
    }

    @Test
    void a_callback_on_another_host_that_itself_redirects_on_is_reached() { // RFC 9700, DESIGN Consent: no form-action
        try (Elsewhere elsewhere = new Elsewhere();
                Scene other = Scene.of(
                        Scene.NOTES + "clients: { editor-plugin: { redirect_uris: [ '" + elsewhere.callback()
                                + "' ] } }",
                        "--host-resolver-rules=MAP *.example 127.0.0.1",
                        "--ignore-certificate-errors");
                Agent plugin = new Agent(other.server(), "editor-plugin")) {
            other.asks(plugin.authorizeUrl(other.notes(), Map.of("redirect_uri", elsewhere.callback())));
            assertThat(other.human().reads()).contains(elsewhere.host());
            other.human().approves("read");

            assertThat(other.human().sees("You are elsewhere")).isTrue();
            assertThat(elsewhere.brought()).containsKey("code").containsEntry("state", plugin.state());
        }
    }

    private Visitor.Form page() {
        return ada.reaches(agent.authorizeUrl(scene.notes(), Map.of("state", "s" + System.nanoTime())));
    }

    /** The request is as it was: a whole answer from its own page approves it. */
    private void approvesStill(Visitor.Form page) {
        assertThat(ada.post(page.path(), Visitor.approval(page)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(303))
                .satisfies(answer -> assertThat(
                                answer.headers().firstValue("Location").orElse(""))
                        .contains("code="));
    }
}
