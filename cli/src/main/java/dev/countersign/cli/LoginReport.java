package dev.countersign.cli;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.terminal.JsonLines;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.cli.terminal.Screen;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** How a login is told: to a person on standard error, or to a program as JSON lines on standard output. */
final class LoginReport {
    @Option(names = "--json", description = "Print one JSON object a line for every step.")
    private boolean json;

    @Option(
            names = "--print-token",
            description =
                    "Print the access token. It is then a bearer token, because whoever gets it has not the key of"
                            + " this computer. Without this it is only stored, and bound to that key where the server can"
                            + " do it.")
    private boolean printToken;

    @Option(names = "--no-qr", description = "Draw no QR code.")
    private boolean noQr;

    private final PrintStream out = Streams.out();
    private @Nullable Screen screen;
    private @Nullable JsonLines lines;

    /** Whether the token is for somebody else to present. */
    boolean printsToken() {
        return printToken;
    }

    /** Who hears of the steps. */
    Audience audience(Retry retry) {
        if (json) {
            JsonLines made = new JsonLines(out, retry);
            lines = made;
            return made;
        }
        Screen made = new Screen(Streams.err(), Streams.style(!noQr), retry);
        screen = made;
        return made;
    }

    /** A line before anything else happens. */
    void say(String text) {
        if (screen != null) {
            screen.say(text);
        } else if (lines != null) {
            lines.hears(new Stage.Note(text));
        }
    }

    int succeeds(Optional<Credential> credential, String sentence, String next) {
        if (screen != null) {
            screen.succeeds(sentence);
            if (!next.isEmpty()) {
                screen.say(next);
            }
            credential.filter(c -> printToken).ifPresent(c -> out.println(c.accessToken()));
            out.flush();
        } else if (lines != null) {
            ObjectNode event = JsonLines.event("done").put("message", sentence);
            credential.ifPresent(c -> {
                event.put("issuer", c.issuer())
                        .put("resource", c.resource())
                        .put("token_kind", c.kind().wire())
                        .put("token_type", c.key().isPresent() ? "DPoP" : "Bearer")
                        .put("scope", c.scope());
                c.expires().ifPresent(end -> event.put("expires_at", end.toString()));
                if (printToken) {
                    event.put("access_token", c.accessToken());
                }
            });
            lines.print(event);
        }
        return 0;
    }

    int fails(LoginException failure) {
        if (screen != null) {
            screen.fails(failure);
        } else if (lines != null) {
            lines.fails(failure);
        }
        return failure.kind().exitCode();
    }
}
