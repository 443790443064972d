package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.login.ForeignServer.Says;
import dev.countersign.cli.login.LoginException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Device authorization against a server that is not ours. */
class DeviceLoginTest {
    private static final Says TOKENS =
            Says.ok("{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":60,\"refresh_token\":\"rt\"}");

    private final ForeignServer server = new ForeignServer();
    private final Web web = new Web();
    private final List<Stage> stages = new CopyOnWriteArrayList<>();
    private final List<Long> polls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void it_shows_the_code_and_polls_until_somebody_decides() throws LoginException { // RFC 8628 §3.3, §3.4; RFC 8707
        Granted granted = run(Duration.ofSeconds(30), Says.error("authorization_pending"), TOKENS);

        assertThat(granted.tokens().accessToken()).isEqualTo("at");
        assertThat(granted.tokens().scope()).isEqualTo("files:read");
        assertThat(granted.client().id()).isEqualTo("c1");
        assertThat(stages)
                .anySatisfy(stage -> assertThat(stage)
                        .isInstanceOfSatisfying(
                                Stage.Code.class,
                                code -> assertThat(code.userCode()).isEqualTo("BCDF-GHJK")));
    }

    @Test
    void slow_down_adds_five_seconds_for_good_and_intervals_are_seconds()
            throws LoginException { // RFC 8628 §3.5, BEHAVIOURS A went wrong 7, 13, AW.13
        run(Duration.ofSeconds(40), Says.error("slow_down"), Says.error("authorization_pending"), TOKENS);

        assertThat(between(0, 1)).isBetween(Duration.ofMillis(5_900), Duration.ofSeconds(12));
        assertThat(between(1, 2)).isBetween(Duration.ofMillis(5_900), Duration.ofSeconds(12));
        assertThat(stages).anyMatch(stage -> stage.equals(new Stage.Slower(Duration.ofSeconds(6))));
    }

    @Test
    void a_server_that_is_away_for_a_moment_is_asked_again() throws LoginException { // RFC 8628 §3.5: back-off
        run(Duration.ofSeconds(30), new Says(503, "{}", Map.of()), TOKENS);

        assertThat(between(0, 1)).isGreaterThan(Duration.ofMillis(1_900));
        assertThat(stages).anyMatch(Stage.Lost.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, DENIED, 4",
        "expired_token, EXPIRED, 3",
        "invalid_grant, REFUSED, 1",
        "invalid_client, REFUSED, 1"
    })
    void every_end_has_its_own_sentence_and_exit_code(String error, Kind kind, int exit) { // BEHAVIOURS A1.11, A1.20
        assertThatThrownBy(() -> run(Duration.ofSeconds(20), Says.error(error)))
                .isInstanceOfSatisfying(LoginException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.kind().exitCode()).isEqualTo(exit);
                    assertThat(failure.sentence()).endsWith(".");
                });
    }

    @Test
    void the_bound_of_the_command_ends_it() { // BEHAVIOURS A1.23
        assertThatThrownBy(() -> run(Duration.ofSeconds(3), Says.error("authorization_pending")))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT));
    }

    @Test
    void a_code_that_runs_out_ends_it_even_when_the_server_is_gone() { // RFC 8628 §3.2: expires_in
        assertThatThrownBy(() -> run(Duration.ofSeconds(60), 3, new Says(503, "{}", Map.of())))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.EXPIRED));
    }

    @Test
    void without_device_authorization_no_owner_credential_is_suggested() { // BEHAVIOURS A1.21
        server.ordinary("\"authorization_code\"");
        assertThatThrownBy(() -> login(Duration.ofSeconds(10), Way.DEVICE))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        failure -> assertThat(failure.sentence())
                                .contains("has no device authorization")
                                .contains("Log in from a computer with a browser")
                                .contains("An owner's credential is never used for this"));
    }

    private Granted run(Duration time, Says... says) throws LoginException {
        return run(time, 600, says);
    }

    private Granted run(Duration time, int life, Says... says) throws LoginException {
        Iterator<Says> next = new ArrayList<>(Arrays.asList(says)).iterator();
        server.ordinary("\"authorization_code\",\"" + ServerMetadata.DEVICE_GRANT + "\"")
                .answers("/device", form -> {
                    assertThat(form).containsEntry("client_id", "c1").containsEntry("resource", server.url() + "/mcp");
                    return Says.ok("""
                        {"device_code":"dc","user_code":"BCDF-GHJK","verification_uri":"SELF/activate",
                        "expires_in":%d,"interval":1}\
                        """.formatted(life));
                })
                .answers("/token", form -> {
                    assertThat(form).containsEntry("device_code", "dc");
                    polls.add(System.nanoTime());
                    return next.hasNext() ? next.next() : says[says.length - 1];
                });
        return login(time, Way.DEVICE);
    }

    private Granted login(Duration time, Way way) throws LoginException {
        Bound bound = Bound.in(time);
        Target target = new Discovery(web, bound).ofMcp(server.url() + "/mcp").orElseThrow();
        return new Login(web, Registrations.NONE, Surroundings.here(), stages::add, new LinkedBlockingQueue<>(), bound)
                .run(target, new Login.Wishes(way, Optional.empty(), Optional.empty(), false, false), () -> false)
                .orElseThrow();
    }

    private Duration between(int first, int second) {
        return Duration.ofNanos(polls.get(second) - polls.get(first));
    }
}
