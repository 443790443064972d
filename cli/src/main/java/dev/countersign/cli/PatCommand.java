package dev.countersign.cli;

import dev.countersign.acts.Secrets;
import dev.countersign.cli.terminal.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Personal access tokens: the static way in for agents that are trusted and speak no OAuth. */
@Command(
        name = "pat",
        mixinStandardHelpOptions = true,
        description = "Make a personal access token for an agent, list tokens and end them.")
final class PatCommand extends Group {
    private static final int DENIED = 4;
    private static final int TIMED_OUT = 3;
    private static final long POLL_MILLIS = 1000;

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Ask an owner for a token and print it once.",
                "The owner agrees with the passphrase (--passphrase-file, or typed on the terminal), or on the page whose"
                        + " address is printed; then this waits, at most as long as consent.timeout."
            })
    int create(
            @Mixin Host host,
            @Option(
                            names = "--owner",
                            required = true,
                            paramLabel = "NAME",
                            description = "Whose authority it carries.")
                    String owner,
            @Option(
                            names = "--access",
                            required = true,
                            paramLabel = "A",
                            description = "What it may do: read, write or destructive.")
                    String access,
            @Option(
                            names = "--resource",
                            required = true,
                            paramLabel = "URL",
                            description = "What it is for, such as <issuer>/mcp/notes; may be repeated.")
                    List<String> resources,
            @Option(
                            names = "--until",
                            required = true,
                            paramLabel = "D",
                            description = "When it ends, at most a year from now: P30D, PT8H or a date.")
                    String until,
            @Option(names = "--name", paramLabel = "TEXT", description = "What you call it.") @Nullable String name,
            @Option(
                            names = "--passphrase-file",
                            paramLabel = "FILE",
                            description = "A file with the owner's passphrase; without it the terminal asks.")
                    @Nullable
                    Path file)
            throws InterruptedException {
        String secret = Secrets.secret("pat");
        ObjectNode request = Host.command("pat-ask")
                .put("owner", owner)
                .put("access", access)
                .put("until", until)
                .put("name", name == null ? "" : name)
                .put("hash", Secrets.hash(secret));
        resources.forEach(request.putArray("resources")::add);
        String passphrase = file == null ? "" : Passphrase.read(file, "", "--passphrase-file");
        ObjectNode asked = host.ask(request);
        boolean typed = asked.path("passphrase").asBoolean();
        if (file != null && !typed) {
            throw new UsageException("this takes a passkey; leave --passphrase-file out and decide on the page");
        }
        if (file == null && typed && Passphrase.terminal()) {
            System.err.println(owner + " allows " + access + " at " + String.join(", ", resources) + " until "
                    + asked.path("until").asString(""));
            passphrase = Passphrase.read(null, "Passphrase of " + owner + " (empty: decide in the browser)", "");
        }
        if (!passphrase.isEmpty()) {
            ObjectNode approved = host.ask(Host.command("pat-approve")
                    .put("ask", asked.path("ask").asString(""))
                    .put("passphrase", passphrase));
            return printed(host, secret, asked, approved);
        }
        if (!asked.path("pages").asBoolean()) {
            throw new UsageException("no server runs on this data, so nobody can decide on a page; give"
                    + " --passphrase-file, or start the server first");
        }
        System.err.println("Decide here: " + asked.path("url").asString(""));
        return awaited(host, secret, asked);
    }

    private static int awaited(Host host, String secret, ObjectNode asked) throws InterruptedException {
        Instant end = Instant.parse(asked.path("expires_at").asString("")).plusSeconds(5);
        while (Instant.now().isBefore(end)) {
            ObjectNode state = host.ask(
                    Host.command("pat-state").put("ask", asked.path("ask").asString("")));
            switch (state.path("state").asString("")) {
                case "approved" -> {
                    return printed(host, secret, asked, state);
                }
                case "denied" -> {
                    System.err.println("the owner said no; nothing was made");
                    return DENIED;
                }
                case "open" -> Thread.sleep(POLL_MILLIS);
                case "expired" -> end = Instant.MIN;
                default -> {
                    System.err.println("nothing was decided; nothing was made");
                    return 1;
                }
            }
        }
        System.err.println("nobody decided in time; nothing was made");
        return TIMED_OUT;
    }

    private static int printed(Host host, String secret, ObjectNode asked, ObjectNode approved) {
        ObjectNode answer = Host.command("").put("token", secret);
        answer.remove("command");
        answer.set("id", asked.path("id"));
        answer.set("grant", approved.path("grant"));
        answer.set("until", approved.path("until"));
        answer.set("authorization_details", approved.path("authorization_details"));
        System.err.println("Keep it now; it is not shown again. It ends "
                + approved.path("until").asString("") + ".");
        return host.print(answer, node -> secret);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the tokens, newest first.")
    int list(@Mixin Host host) {
        return host.table(
                Host.command("pat-list"),
                answer -> {
                    Table table = new Table("token", "state", "owner", "name", "until", "last used");
                    answer.path("tokens").valueStream().forEach(token -> row(table, token));
                    return table;
                },
                "no tokens");
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a token and all that came of it.")
    int revoke(@Mixin Host host, @Parameters(paramLabel = "ID", description = "The token's id.") String id) {
        return host.run(Host.command("pat-revoke").put("id", id), answer -> "revoked " + id);
    }

    private static void row(Table table, JsonNode token) {
        table.row(
                token.path("id").asString(""),
                token.path("standing").asString(""),
                token.path("owner").asString(""),
                token.path("name").asString(""),
                Table.minute(token.path("until").asString("")),
                token.has("last_used_at")
                        ? Table.minute(token.path("last_used_at").asString("")) + " from "
                                + token.path("last_used_from").asString("")
                        : "never");
    }
}
