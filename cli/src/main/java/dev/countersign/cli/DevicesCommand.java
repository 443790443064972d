package dev.countersign.cli;

import dev.countersign.cli.terminal.Table;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Where agents run. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = "List the devices that agents proved a key of, end what runs on one, or name it.")
final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private Host alone = new Host();

    /** Without a command below it, it lists. */
    @Override
    public Integer call() {
        return list(alone);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the devices, last seen first.")
    int list(@Mixin Host host) {
        return host.table(
                Host.command("devices-list"),
                answer -> {
                    Table table = new Table("device", "state", "owner", "name", "last seen", "from");
                    answer.path("devices").valueStream().forEach(device -> row(table, device));
                    return table;
                },
                "no devices: no agent has proved a key (DPoP) yet");
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "End every grant on a device, and all that came of them. Later grants are not stopped;"
                    + " `grants bar device:ID` does that.")
    int revoke(@Mixin Host host, @Parameters(paramLabel = "ID", description = "The device.") String id) {
        return host.run(
                Host.command("grants-revoke").put("id", "device:" + id), answer -> "revoked everything on " + id);
    }

    @Command(
            name = "name",
            mixinStandardHelpOptions = true,
            description = "Give a device a name. Its owner agrees with the passphrase, because pages show the name.")
    int name(
            @Mixin Host host,
            @Parameters(index = "0", paramLabel = "ID", description = "The device.") String id,
            @Parameters(index = "1", paramLabel = "NAME", description = "What its owner calls it.") String name,
            @Option(
                            names = "--passphrase-file",
                            paramLabel = "FILE",
                            description = "A file with the owner's passphrase; without it the terminal asks.")
                    @Nullable
                    Path file) {
        return host.run(
                Host.command("devices-name")
                        .put("id", id)
                        .put("name", name)
                        .put("passphrase", Passphrase.read(file, "Passphrase of its owner", "--passphrase-file")),
                answer -> id + " is now \"" + answer.path("name").asString("") + "\"");
    }

    private static void row(Table table, JsonNode device) {
        table.row(
                device.path("id").asString(""),
                device.path("state").asString(""),
                device.path("owner").asString(""),
                device.path("name").asString(""),
                Table.minute(device.path("last_seen_at").asString("")),
                device.path("last_seen_from").asString(""));
    }
}
