package dev.countersign.cli;

import dev.countersign.cli.terminal.Table;
import dev.countersign.cli.terminal.Tty;
import dev.countersign.server.host.HostCommands;
import dev.countersign.server.operations.Logging;
import java.nio.file.Files;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What every command of the host has: where it works, and how it prints. */
final class Host {
    @Mixin
    private Site site = new Site();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Sends the command and prints its answer, as JSON or as the text made of it. */
    int run(ObjectNode request, Function<ObjectNode, String> text) {
        return print(ask(request), text);
    }

    /** Prints an answer, as JSON or as the text made of it. */
    int print(ObjectNode answer, Function<ObjectNode, String> text) {
        System.out.println(json ? answer.toString() : text.apply(answer));
        return 0;
    }

    /** Sends the command and prints its answer, as JSON or as the table made of it. */
    int table(ObjectNode request, Function<ObjectNode, Table> table, String none) {
        return run(request, answer -> {
            Table made = table.apply(answer);
            boolean terminal = Tty.is(1);
            return made.isEmpty()
                    ? none
                    : made.text(terminal ? Tty.columns(1) : 0, terminal && Tty.colours(System.getenv()));
        });
    }

    /** Sends the command and gives its answer. */
    ObjectNode ask(ObjectNode request) {
        Logging.quiet();
        return new HostCommands(site.read(null), site.folder(), System.getenv()).perform(request);
    }

    /** Whether this is the host of a server: it listens in the data folder, or its configuration is at hand. */
    boolean besideServer() {
        return site.config != null || Files.exists(site.data.resolve("countersign.sock"));
    }

    /** Whether a server of this host seems to run on the data. */
    boolean served() {
        return Files.exists(site.folder().socket());
    }

    boolean json() {
        return json;
    }

    static ObjectNode command(String name) {
        return JsonNodeFactory.instance.objectNode().put("command", name);
    }
}
