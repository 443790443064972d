package dev.countersign.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Human accounts. */
@Command(
        name = "owner",
        mixinStandardHelpOptions = true,
        description = "Add an owner, give one a new start, or get a token for the owner API.",
        subcommands = {OnboardCommand.class, CallCommand.class})
final class OwnerCommand extends Group {
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Add an owner with a passphrase.")
    int create(
            @Mixin Host host,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "The owner's name.")
                    String name,
            @Option(
                            names = "--passphrase-file",
                            paramLabel = "FILE",
                            description = "A file with the passphrase; without it the terminal asks.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--as",
                            paramLabel = "ADMIN",
                            description = "The admin who agrees; needed once there is an owner.")
                    @Nullable
                    String admin,
            @Option(
                            names = "--as-passphrase-file",
                            paramLabel = "FILE",
                            description = "A file with that admin's passphrase; without it the terminal asks.")
                    @Nullable
                    Path adminFile) {
        ObjectNode request = Host.command("owner-create")
                .put("name", name)
                .put("passphrase", Passphrase.read(file, "Passphrase for " + name, "--passphrase-file"));
        if (admin != null) {
            request.put("as", admin)
                    .put("as_passphrase", Passphrase.read(adminFile, "Passphrase of " + admin, "--as-passphrase-file"));
        }
        return host.run(request, answer -> "created " + answer.path("name").asString(""));
    }

    @Command(
            name = "setup",
            mixinStandardHelpOptions = true,
            description = "Print the link with which the first owner sets up an account.")
    int setup(@Mixin Host host) {
        return host.run(
                Host.command("owner-setup"),
                answer -> "This link works once, for 15 minutes: "
                        + answer.path("link").asString(""));
    }

    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description = "Print a link with which an owner sets a new passkey or passphrase.")
    int reset(@Mixin Host host, @Parameters(paramLabel = "NAME", description = "The owner's name.") String name) {
        return host.run(
                Host.command("owner-reset").put("name", name),
                answer -> "This link works once, for 15 minutes: "
                        + answer.path("link").asString(""));
    }
}
