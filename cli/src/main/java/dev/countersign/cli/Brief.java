package dev.countersign.cli;

import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.login.Bound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command has that uses what is stored, asks a server at once and waits for no human. */
final class Brief {
    @Option(
            names = "--credentials",
            paramLabel = "DIR",
            description = "Where credentials are kept; a folder of this user unless given.")
    private @Nullable Path credentials;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after this time, whatever happens; ${DEFAULT-VALUE} unless given.",
            defaultValue = "30s")
    private Duration timeout = Duration.ofSeconds(30);

    CredentialStore store() {
        return CredentialStore.usual(Optional.ofNullable(credentials));
    }

    Bound bound() {
        return Bound.in(timeout);
    }
}
