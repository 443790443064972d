package dev.countersign.cli;

import dev.countersign.cli.terminal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What agents were allowed. */
@Command(
        name = "grants",
        mixinStandardHelpOptions = true,
        description = "Look at what agents may do, and take it away.")
final class GrantsCommand extends Group {
    private static final String WHAT = "A grant's id, owner:NAME, client:ID, agent:ID, device:ID or all.";

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the grants, newest first.")
    int list(@Mixin Host host) {
        return host.table(
                Host.command("grants-list"),
                answer -> {
                    Table table = table();
                    answer.path("grants").valueStream().forEach(grant -> row(table, grant, ""));
                    return table;
                },
                "no grants");
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one grant.")
    int show(@Mixin Host host, @Parameters(paramLabel = "ID", description = "The grant.") String id) {
        return host.run(Host.command("grants-show").put("id", id), JsonNode::toPrettyString);
    }

    @Command(
            name = "tree",
            mixinStandardHelpOptions = true,
            description = "Show what a grant came of and what came of it: as text, as JSON, or as a picture.")
    int tree(
            @Mixin Host host,
            @Parameters(paramLabel = "ID", description = "A grant's id, or an event's, which stands for its grant.")
                    String id,
            @Option(names = "--svg", description = "Print a picture (SVG), light or dark as its reader likes it.")
                    boolean svg) {
        ObjectNode request = Host.command("grants-tree").put("id", id).put("svg", svg);
        return svg
                ? host.run(request, answer -> answer.path("svg").asString("").stripTrailing())
                : host.table(request, GrantsCommand::tree, "no grants");
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description =
                    "End for good: a grant and all that came of it, or every grant of an owner, client, agent or device.")
    int revoke(@Mixin Host host, @Parameters(paramLabel = "WHAT", description = WHAT) String id) {
        return host.run(Host.command("grants-revoke").put("id", id), answer -> "revoked " + id);
    }

    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            description = "Stop until an admin or the operator resumes it, grants to come included.")
    int suspend(@Mixin Host host, @Parameters(paramLabel = "WHAT", description = WHAT) String id) {
        return host.run(Host.command("grants-suspend").put("id", id), answer -> "suspended " + id);
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Let go on with what was suspended, by whomever.")
    int resume(@Mixin Host host, @Parameters(paramLabel = "WHAT", description = WHAT) String id) {
        return host.run(Host.command("grants-resume").put("id", id), answer -> "resumed " + id);
    }

    @Command(
            name = "narrow",
            mixinStandardHelpOptions = true,
            description = "Take a part of a grant away; its agent feels it at the next call and need not reconnect.")
    int narrow(
            @Mixin Host host,
            @Parameters(paramLabel = "ID", description = "The grant.") String id,
            @Option(
                            names = "--access",
                            paramLabel = "ACCESS",
                            description = "The highest level left: read, write or destructive.")
                    @Nullable
                    String access,
            @Option(
                            names = "--tool",
                            paramLabel = "SERVER/TOOL",
                            description = "The only tools left at their server; repeat it for several.")
                    @Nullable
                    List<String> tools,
            @Option(names = "--scope", paramLabel = "SCOPES", description = "The only scopes left of an owner grant.")
                    @Nullable
                    String scope,
            @Option(
                            names = "--until",
                            paramLabel = "END",
                            description = "When it ends: PT8H, P3D or 2027-01-31T12:00:00Z.")
                    @Nullable
                    String until) {
        ObjectNode request = Host.command("grants-narrow")
                .put("id", id)
                .put("access", access)
                .put("scope", scope)
                .put("until", until);
        if (tools != null) {
            tools.forEach(request.putArray("tools")::add);
        }
        return host.run(request, answer -> "narrowed " + id);
    }

    @Command(
            name = "bar",
            mixinStandardHelpOptions = true,
            description = "Bar a client or a device: all its grants end, and so does every later one.")
    int bar(@Mixin Host host, @Parameters(paramLabel = "WHAT", description = "client:ID or device:ID.") String id) {
        return host.run(Host.command("bar").put("id", id), answer -> "barred " + id);
    }

    @Command(
            name = "unbar",
            mixinStandardHelpOptions = true,
            description = "Let a barred client or device ask again; what it had stays ended.")
    int unbar(@Mixin Host host, @Parameters(paramLabel = "WHAT", description = "client:ID or device:ID.") String id) {
        return host.run(Host.command("unbar").put("id", id), answer -> "unbarred " + id);
    }

    /** Each grant below the one it came of. */
    /** The one that was asked about stands behind an arrow. */
    private static Table tree(JsonNode answer) {
        String asked = answer.path("asked").asString("");
        Map<String, Integer> depths = new HashMap<>();
        Table table = table();
        answer.path("grants").valueStream().forEach(grant -> {
            int depth = depths.getOrDefault(grant.path("parent").asString(""), -1) + 1;
            String id = grant.path("id").asString("");
            depths.put(id, depth);
            row(table, grant, (id.equals(asked) ? "> " : "  ") + (depth == 0 ? "" : "  ".repeat(depth - 1) + "+-"));
        });
        return table;
    }

    private static Table table() {
        return new Table("grant", "state", "owner", "client", "access", "until");
    }

    private static void row(Table table, JsonNode grant, String before) {
        table.row(
                before + grant.path("id").asString(""),
                grant.path("standing").asString(""),
                grant.path("owner").asString(""),
                grant.path("client").asString(""),
                access(grant) + unseen(grant),
                Table.minute(grant.path("until").asString("")));
    }

    /** Set apart: what an identity provider allowed and no human saw. */
    private static String unseen(JsonNode grant) {
        return grant.path("approval").asString("").startsWith("asserted by") ? " (asserted)" : "";
    }

    /** The highest level, or the owner API. */
    private static String access(JsonNode grant) {
        String details = grant.path("authorization_details").toString();
        return grant.path("kind").asString("").equals("owner")
                ? "owner API"
                : Stream.of("destructive", "write", "read")
                        .filter(level -> details.contains("\"" + level + "\""))
                        .findFirst()
                        .orElse("none");
    }
}
