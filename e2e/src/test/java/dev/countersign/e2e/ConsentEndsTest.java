package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.WindowType;

/** Every way a request can end, said honestly to the human and to the program, and never twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentEndsTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final Scene scene = Scene.plain();
    private final Human human = scene.human();
    private Agent agent = new Agent(scene.server());

    @BeforeEach
    void another() {
        agent = new Agent(scene.server());
    }

    @AfterEach
    void done() {
        agent.close();
    }

    @AfterAll
    void close() {
        scene.close();
    }

    @Test
    void deny_tells_the_program_access_denied_with_state_and_issuer() { // D1.3, D2.3, AS-06, D2.11
        scene.asks(agent);
        human.decides("deny");

        assertThat(agent.answer().parameters())
                .containsEntry("error", "access_denied")
                .containsEntry("state", agent.state())
                .containsEntry("iss", scene.server().issuer())
                .doesNotContainKey("code");
    }

    @Test
    void cancel_stays_here_and_offers_a_link_that_says_nobody_decided() { // D1.3
        scene.asks(agent);
        human.decides("cancel");

        assertThat(human.reads()).contains("Nothing was decided", "127.0.0.1:" + agent.port());
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
        saysNobodyDecided(human.onward());
    }

    @Test
    void a_request_that_waited_too_long_allows_nothing_and_says_so() { // D1.3, D1.5
        try (Scene short4 = Scene.of(Scene.NOTES + "consent: { timeout: 4s }");
                Agent late = new Agent(short4.server())) {
            Human ada = short4.human();
            short4.asks(late);
            Deadline.await("the end of the request", Duration.ofSeconds(20), () -> {
                ada.opens(URI.create(ada.address()));
                return ada.status() == 410 ? java.util.Optional.of(true) : java.util.Optional.empty();
            });

            assertThat(ada.reads()).contains("waited too long", "nothing was allowed");
            assertThat(Agent.parameters(ada.onward().getRawQuery()))
                    .containsEntry("error", "interaction_required")
                    .containsEntry("state", late.state())
                    .containsEntry("iss", short4.server().issuer());
            assertThat(late.hearsNothing(A_MOMENT)).isTrue();
        }
    }

    @Test
    void an_approval_after_the_end_of_the_request_is_none() { // D1.3, D1.5
        try (Scene short4 = Scene.of(Scene.NOTES + "consent: { timeout: 4s }");
                Agent late = new Agent(short4.server())) {
            Visitor ada = short4.visitor();
            var page = ada.reaches(late.authorizeUrl(short4.notes()));
            Deadline.await(
                    "the end of the request",
                    Duration.ofSeconds(20),
                    () -> java.util.Optional.of(ada.get(page.path())).filter(answer -> answer.statusCode() == 410));

            assertThat(ada.post(page.path(), Visitor.approval(page)).statusCode())
                    .isEqualTo(410);
        }
    }

    @Test
    void a_wrong_passphrase_shows_the_page_again_and_the_fifth_ends_the_request() { // D2.1, DESIGN Consent
        scene.asks(agent);
        human.chooses("access", "read");
        human.types("until", "P3D");
        for (int left = 4; left > 0; left--) {
            human.types("passphrase", "not this one, surely");
            human.decides("approve");
            assertThat(human.status()).isEqualTo(422);
            assertThat(human.reads())
                    .contains("not your passphrase", left == 1 ? "One more try." : left + " more tries.");
        }
        human.types("passphrase", "not this one, surely");
        human.decides("approve");

        assertThat(human.sees("Too many failed proofs")).isTrue();
        assertThat(human.status()).isEqualTo(403);
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
        saysNobodyDecided(human.onward());
        letsAdaForgetHerMistakes();
    }

    @Test
    void after_an_approval_the_back_button_gives_no_second_code() { // D1.5, RFC 9700
        scene.asks(agent);
        human.approves("read");
        agent.answer();
        human.goesBack();
        if (human.count("button[value=approve]") > 0) { // the browser kept the old page: pressing on it must not count
            human.approves("read");
        }

        assertThat(human.sees("already approved")).isTrue();
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
    }

    @Test
    void two_posts_at_once_make_one_code() throws InterruptedException, ExecutionException { // D1.5, D2.6
        Visitor ada = scene.visitor();
        var page = ada.reaches(agent.authorizeUrl(scene.notes()));
        Callable<HttpResponse<String>> approve = () -> ada.post(page.path(), Visitor.approval(page));
        List<Integer> statuses;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            statuses = threads.invokeAll(List.of(approve, approve, approve)).stream()
                    .map(Future::resultNow)
                    .map(HttpResponse::statusCode)
                    .sorted()
                    .toList();
        }

        assertThat(statuses).filteredOn(status -> status == 303).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(2);
    }

    @Test
    void two_tabs_of_one_request_count_once() { // D1.5
        scene.asks(agent);
        URI request = URI.create(human.address());
        var driver = human.browser().driver();
        String first = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        human.opens(request);
        human.decides("deny");
        assertThat(agent.answer().parameters()).containsEntry("error", "access_denied");
        driver.close();
        driver.switchTo().window(first);
        human.approves("read");

        assertThat(human.sees("already denied")).isTrue();
        assertThat(agent.hearsNothing(A_MOMENT)).isTrue();
    }

    @Test
    void two_tabs_of_two_requests_count_each() { // RS-14
        try (Agent other = new Agent(scene.server())) {
            scene.asks(agent);
            var driver = human.browser().driver();
            String first = driver.getWindowHandle();
            driver.switchTo().newWindow(WindowType.TAB);
            scene.asks(other);
            human.approves("read");
            other.tokens(other.answer().code());
            driver.close();
            driver.switchTo().window(first);
            human.approves("write");

            assertThat(agent.tokens(agent.answer().code()).path("scope").asString())
                    .contains("mcp:write");
        }
    }

    private void saysNobodyDecided(URI link) {
        assertThat(link.toString()).startsWith(agent.redirect() + "?");
        assertThat(Agent.parameters(link.getRawQuery()))
                .containsEntry("error", "interaction_required")
                .containsEntry("state", agent.state())
                .containsEntry("iss", scene.server().issuer());
    }

    /** A right passphrase clears the count, so that no other test is throttled. */
    private void letsAdaForgetHerMistakes() {
        scene.asks(new Agent(scene.server()).authorizeUrl(scene.notes()));
        human.approves("read");
    }
}
