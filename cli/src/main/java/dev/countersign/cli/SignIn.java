package dev.countersign.cli;

import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.Way;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.cli.terminal.Tty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command has that asks a human for a token. */
final class SignIn {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "End after this time, whatever happens (90s, 10m, PT4S); as long as the code is good unless given.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--scope",
            paramLabel = "SCOPES",
            description = "What to ask for, space-separated; what the server suggests unless given.")
    @Nullable
    String scope;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description =
                    "Who to be: a client id of the authorization server, or the https address of a client document.")
    @Nullable
    String clientId;

    @Option(
            names = "--credentials",
            paramLabel = "DIR",
            description = "Where credentials are kept (0600); a folder of this user unless given.")
    @Nullable
    Path credentials;

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    CredentialStore store() {
        return CredentialStore.usual(Optional.ofNullable(credentials));
    }

    /** The end of the whole command. Without a timeout the code's own life ends it first. */
    Bound bound() {
        return Bound.in(timeout == null ? Duration.ofDays(1) : timeout);
    }

    Optional<Duration> time() {
        return Optional.ofNullable(timeout);
    }

    /** @param bearer whether the token leaves this program, which alone has the key */
    Login.Wishes wishes(Way way, boolean bearer) {
        return new Login.Wishes(way, Optional.ofNullable(clientId), Optional.ofNullable(scope), Tty.is(0), bearer);
    }

    /** The command as it was given. */
    Retry retry() {
        List<String> arguments = spec == null
                ? List.of()
                : spec.root().commandLine().getParseResult().originalArgs();
        return Retry.of(System.getenv(), arguments);
    }
}
