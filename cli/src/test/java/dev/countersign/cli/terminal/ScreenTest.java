package dev.countersign.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.login.Stage.Pace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScreenTest {
    private static final Retry RETRY =
            new Retry("./run", List.of("login", "http://localhost:8420/mcp/notes", "--device", "--timeout", "5m"));
    private static final Stage CODE = new Stage.Code(
            URI.create("http://localhost:8420/device"),
            "BCDF-GHJK",
            Optional.of(URI.create("http://localhost:8420/device?user_code=BCDF-GHJK")),
            Duration.ofMinutes(10));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void it_shows_link_code_and_time_and_no_colours_where_there_is_no_terminal() { // BEHAVIOURS A1.20
        Screen screen = new Screen(out, Screen.Style.PLAIN, RETRY);
        screen.hears(CODE);
        screen.hears(new Stage.Waiting(Duration.ofSeconds(598), Duration.ofSeconds(5), 1, Pace.PENDING));
        screen.hears(new Stage.Waiting(Duration.ofSeconds(597), Duration.ofSeconds(5), 1, Pace.PENDING));

        assertThat(shown())
                .contains("Open   http://localhost:8420/device\n")
                .contains("Enter  BCDF-GHJK\n")
                .contains("http://localhost:8420/device?user_code=BCDF-GHJK")
                .contains("good for 10 minutes")
                .containsOnlyOnce("Waiting for a decision · 9:58 left · asked 1×, every 5 s")
                .doesNotContain("\u001b", "█");
    }

    @Test
    void on_a_terminal_it_draws_the_code_and_one_live_line() { // issue 3 §6
        Screen screen = new Screen(out, new Screen.Style(true, true, true), RETRY);
        screen.hears(CODE);
        screen.hears(new Stage.Waiting(Duration.ofSeconds(598), Duration.ofSeconds(5), 0, Pace.PENDING));
        screen.hears(new Stage.Waiting(Duration.ofSeconds(597), Duration.ofSeconds(5), 0, Pace.PENDING));

        assertThat(shown()).contains("█", "▀", "▄", "9:57 left");
        assertThat(shown().split("\n"))
                .filteredOn(line -> line.contains("Waiting"))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void every_failure_has_a_sentence_and_the_exact_command(Kind kind) { // BEHAVIOURS A1.20, A1.24
        new Screen(out, Screen.Style.PLAIN, RETRY).fails(new LoginException(kind, "This is why."));

        String command = switch (kind) {
            case NO_WAY -> "./run login http://localhost:8420/mcp/notes --timeout 5m --browser";
            case EXPIRED, TIMED_OUT -> "./run login http://localhost:8420/mcp/notes --device";
            default -> "./run login http://localhost:8420/mcp/notes --device --timeout 5m";
        };
        assertThat(shown()).contains("✗ This is why.\n").endsWith(": " + command + "\n");
    }

    @Test
    void what_a_server_says_moves_no_cursor_and_turns_no_text() { // a login meets servers that nobody vouches for
        Screen screen = new Screen(out, Screen.Style.PLAIN, RETRY);
        screen.hears(new Stage.Code(
                URI.create("https://login.example/\u202egnp"),
                "\u001b[1A\u001b]52;c;cm0gLXJm\u0007BCDF",
                Optional.empty(),
                Duration.ofMinutes(10)));
        screen.fails(new LoginException(Kind.REFUSED, "It said: no.\r\u001b[2K✓ Logged in."));

        assertThat(shown()).doesNotContain("\u001b", "\u0007", "\r", "\u202e").contains("BCDF");
    }

    @Test
    void slow_down_and_silence_have_one_too() { // BEHAVIOURS A1.20
        Screen screen = new Screen(out, Screen.Style.PLAIN, RETRY);
        screen.hears(new Stage.Slower(Duration.ofSeconds(10)));
        screen.hears(new Stage.Lost("http://localhost:8420 cannot be reached"));

        assertThat(shown())
                .contains("asked to slow down: it is now asked every 10 seconds.")
                .contains("cannot be reached. Trying again")
                .contains(RETRY.command());
    }

    @Test
    void a_command_can_be_pasted_into_a_shell() { // BEHAVIOURS A1.20
        Retry retry = Retry.of(Map.of(), List.of("login", "http://h/mcp?a=b&c", "--scope", "it's all"));

        assertThat(retry.command()).isEqualTo("countersign login 'http://h/mcp?a=b&c' --scope 'it'\\''s all'");
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
