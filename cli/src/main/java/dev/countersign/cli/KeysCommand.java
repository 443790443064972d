package dev.countersign.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The keys that sign tokens. */
@Command(name = "keys", mixinStandardHelpOptions = true, description = "Manage the signing keys.")
final class KeysCommand extends Group {
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Make a new signing key; it is published now and signs in ten minutes.")
    int rotate(@Mixin Host host) {
        return host.run(
                Host.command("keys-rotate"),
                answer -> "new key " + answer.path("kid").asString(""));
    }
}
