package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Guessing is slow for strangers, and never locks the owner out of her own browser. */
class ThrottleTest {
    @Test
    void strangers_are_throttled_within_ten_failures_while_the_known_browser_stays_free() { // D2.1, U6
        try (Scene scene = Scene.plain()) {
            Human ada = scene.human();
            ada.signsOut();
            int failures = 0;
            HttpResponse<String> answer = guess(scene);
            while (answer.statusCode() == 422) {
                failures++;
                assertThat(failures).isLessThan(10);
                answer = guess(scene);
            }

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 600L);
            assertThat(new Visitor(scene.server())
                            .signsIn(Scene.OWNER, Human.PASSPHRASE)
                            .statusCode())
                    .as("even the right passphrase is not looked at")
                    .isEqualTo(429);
            ada.opens(scene.page("/login"));
            ada.signsIn(Scene.OWNER, Human.PASSPHRASE);
            assertThat(ada.sees("Stop all agents now")).isTrue();
        }
    }

    @Test
    void an_unknown_name_is_answered_and_throttled_like_a_known_one() { // issue 2 §4: no account enumeration
        try (Scene scene = Scene.plain()) {
            Visitor stranger = new Visitor(scene.server());
            String known = told(stranger.signsIn(Scene.OWNER, "not this one"));
            String unknown = told(stranger.signsIn("nobody", "not this one"));
            assertThat(unknown.replace("nobody", Scene.OWNER)).isEqualTo(known);
            int tries = 1;
            while (stranger.signsIn("nobody", "not this one").statusCode() == 422) {
                tries++;
                assertThat(tries).isLessThan(10);
            }
        }
    }

    /** Each guess comes from a browser nobody knows. */
    private static HttpResponse<String> guess(Scene scene) {
        return new Visitor(scene.server()).signsIn(Scene.OWNER, "not this one");
    }

    /** The page without what is random on every page. */
    private static String told(HttpResponse<String> answer) {
        return answer.statusCode()
                + answer.body()
                        .replaceAll("data-options=\"[^\"]*\"", "")
                        .replaceAll("name=\"csrf\" value=\"[^\"]*\"", "")
                        .replaceAll("Request-Id <[^<]*<", "");
    }
}
