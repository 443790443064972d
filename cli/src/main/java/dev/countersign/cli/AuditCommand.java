package dev.countersign.cli;

import dev.countersign.cli.audit.LiveLog;
import dev.countersign.cli.audit.Trace;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.Receipt;
import dev.countersign.server.host.AuditCsv;
import dev.countersign.server.host.HostRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The log of acts. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Verify the log of acts, prove what it holds, and follow what agents do.",
        subcommands = AuditVerify.class)
final class AuditCommand extends Group {
    /** How entries are written. */
    enum Format {
        JSONL,
        CSV
    }

    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            description = "Print the public keys of the log. Keep the first where this host cannot change it.")
    int key(@Mixin Host host) {
        return host.run(Host.command("audit-key"), answer -> answer.path("key").asString(""));
    }

    @Command(
            name = "prove",
            mixinStandardHelpOptions = true,
            description = "Print a file that proves an event, to whoever has the log's public key.")
    int prove(@Mixin Host host, @Parameters(paramLabel = "EVENT", description = "The event's id.") String event) {
        return host.run(
                Host.command("audit-prove").put("event", event),
                answer -> answer.path("receipt").asString("").stripTrailing());
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Check a file that `prove` made. Needs nothing but the file and the key.")
    int check(
            @Mixin Host host,
            @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.") String file,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "KEY",
                            description = "The log's public key, or a file that holds it.")
                    String key,
            @Option(
                            names = "--witness",
                            paramLabel = "KEY",
                            description =
                                    "The public key of a witness that must have cosigned, or a file that holds it."
                                            + " Repeatable.")
                    @Nullable
                    List<String> witnesses)
            throws IOException {
        List<NoteKey> asked = new ArrayList<>();
        for (var witness : witnesses == null ? List.<String>of() : witnesses) asked.add(AuditVerify.key(witness));
        var text = file.equals("-")
                ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
        try {
            var receipt = Receipt.parse(text.endsWith("\n") ? text : text + "\n");
            var proven = receipt.check(AuditVerify.key(key), asked);
            var answer = JsonNodeFactory.instance
                    .objectNode()
                    .put("index", receipt.inclusion().index())
                    .put("log", proven.checkpoint().origin())
                    .put("size", proven.checkpoint().size())
                    .put("event", proven.entry().id())
                    .put("kind", proven.entry().kind())
                    .put("at", proven.entry().at().toString())
                    .put("body", receipt.opening().map(Receipt.Opening::text).orElse("erased"));
            proven.cosigned()
                    .forEach(one -> answer.withArray("cosigned")
                            .addObject()
                            .put("witness", one.witness())
                            .put("at", one.at().toString()));
            System.out.println(host.json() ? answer.toString() : checked(answer));
            return 0;
        } catch (IllegalArgumentException wrong) {
            throw new HostRefusal("not proved: " + wrong.getMessage());
        }
    }

    private static String checked(ObjectNode answer) {
        return "proved: %s (%s) at %s is entry %s of %s, which had %s entries\n%s"
                        .formatted(
                                answer.path("event").asString(""),
                                answer.path("kind").asString(""),
                                answer.path("at").asString(""),
                                answer.path("index").asString(""),
                                answer.path("log").asString(""),
                                answer.path("size").asString(""),
                                answer.path("body").asString(""))
                + answer.path("cosigned")
                        .valueStream()
                        .map(one -> "\ncosigned: %s at %s"
                                .formatted(
                                        one.path("witness").asString(""),
                                        one.path("at").asString("")))
                        .collect(Collectors.joining());
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Print every entry, in the order of the log.")
    int export(
            @Mixin Host host,
            @Option(names = "--format", defaultValue = "jsonl", description = "jsonl or csv; ${DEFAULT-VALUE}.")
                    Format format,
            @Option(names = "--from", defaultValue = "0", paramLabel = "N", description = "Begin at this place.")
                    long from) {
        if (format == Format.CSV) System.out.print(AuditCsv.header() + "\r\n");
        var next = from;
        while (true) {
            var answer = host.ask(Host.command("audit-entries").put("from", next));
            var entries = answer.path("entries");
            if (entries.isEmpty()) return 0;
            for (var entry : entries.values()) {
                System.out.print(format == Format.CSV ? AuditCsv.line(entry) + "\r\n" : entry + "\n");
                next = entry.path("index").asLong() + 1;
            }
            System.out.flush();
        }
    }

    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = "Print the last entries, and each new one as it happens, until interrupted.")
    int tail(
            @Mixin Host host,
            @Option(names = "-n", defaultValue = "10", paramLabel = "N", description = "How many to begin with.")
                    int count,
            @Option(names = "--once", description = "Stop after them.") boolean once,
            @ArgGroup(exclusive = false) @Nullable Remote remote)
            throws InterruptedException, IOException {
        if (remote != null) return follow(host, count, once, remote);
        long next = -count;
        Set<String> shown = new HashSet<>();
        while (true) {
            var news = host.ask(Host.command("audit-news").put("from", next));
            for (var entry : news.path("entries").values()) {
                next = entry.path("index").asLong() + 1;
                if (!shown.remove(entry.path("id").asString(""))) print(entry, host.json());
            }
            if (next < 0) next = news.path("size").asLong();
            for (var entry : news.path("waiting").values()) {
                if (shown.add(entry.path("id").asString(""))) print(entry, host.json());
            }
            System.out.flush();
            if (once) return 0;
            // Without a server each look opens the store, and would keep one from starting.
            Thread.sleep(host.served() ? 40 : 1_000);
        }
    }

    private static int follow(Host host, int count, boolean once, Remote remote)
            throws InterruptedException, IOException {
        try {
            var log = new LiveLog(remote.url, Files.readString(remote.tokenFile).strip(), remote.all);
            if (once) {
                log.last(count).forEach(act -> print(act, host.json()));
                return 0;
            }
            log.follow(count, act -> {
                print(act, host.json());
                System.out.flush();
            });
            return 0;
        } catch (IllegalArgumentException refused) {
            throw new HostRefusal(String.valueOf(refused.getMessage()));
        }
    }

    /** Another server, and who asks it. */
    static final class Remote {
        @Option(
                names = "--url",
                required = true,
                paramLabel = "ISSUER",
                description = "Follow this server over HTTP instead of this host's store.")
        URI url = URI.create("http://localhost");

        @Option(
                names = "--token-file",
                required = true,
                paramLabel = "FILE",
                description = "With --url: holds an owner token with the scope activity:read.")
        Path tokenFile = Path.of("token");

        @Option(names = "--all", description = "With --url: everybody's acts; for auditors and admins.")
        boolean all;
    }

    private static void print(JsonNode entry, boolean json) {
        System.out.println(
                json
                        ? entry.toString()
                        : "%-20s %-16s %-18s %s"
                                .formatted(
                                        entry.path("at").asString("").replaceAll("\\.[0-9]+Z$", "Z"),
                                        entry.path("kind").asString(""),
                                        entry.path("client").asString("-").replaceAll("\\p{C}", "?"),
                                        entry.path("id").asString("")));
    }

    @Command(
            name = "redact",
            mixinStandardHelpOptions = true,
            description =
                    "Erase what the log says about an owner until now. It cannot be undone; the log still verifies.")
    int redact(
            @Mixin Host host,
            @Option(names = "--owner", required = true, paramLabel = "NAME", description = "The owner.") String owner) {
        return host.run(
                Host.command("audit-redact").put("owner", owner),
                answer -> "erased " + answer.path("erased").asString("") + " entries");
    }

    @Command(
            name = "trace",
            mixinStandardHelpOptions = true,
            description = "Show what a grant came from, what came of it, and every call made with it.")
    int trace(
            @Mixin Host host,
            @Parameters(
                            paramLabel = "TOKEN-OR-GRANT",
                            description = "A grant's id, or a token; - reads it from standard input.")
                    String of,
            @Option(names = "--svg", paramLabel = "FILE", description = "Also draw it into this file.") @Nullable
                    Path svg)
            throws IOException {
        var named = of.equals("-")
                ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip()
                : of;
        var answer = host.ask(Host.command("audit-trace").put("of", named));
        var trace = new Trace(answer);
        if (svg != null) Files.writeString(svg, trace.svg());
        System.out.println(host.json() ? answer.toString() : trace.text());
        return 0;
    }
}
