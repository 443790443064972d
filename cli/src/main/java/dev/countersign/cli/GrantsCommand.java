package dev.countersign.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What agents were allowed. */
@Command(
        name = "grants",
        mixinStandardHelpOptions = true,
        description = "Look at what agents may do, and take it away.")
final class GrantsCommand extends Group {
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the grants, newest first.")
    int list(@Mixin Host host) {
        return host.run(Host.command("grants-list"), answer -> {
            String lines =
                    answer.path("grants").valueStream().map(GrantsCommand::line).collect(Collectors.joining("\n"));
            return lines.isEmpty() ? "no grants" : lines;
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one grant.")
    int show(@Mixin Host host, @Parameters(paramLabel = "ID", description = "The grant.") String id) {
        return host.run(Host.command("grants-show").put("id", id), JsonNode::toPrettyString);
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a grant and all that came of it.")
    int revoke(@Mixin Host host, @Parameters(paramLabel = "ID", description = "The grant.") String id) {
        return host.run(Host.command("grants-revoke").put("id", id), answer -> "revoked " + id);
    }

    private static String line(JsonNode grant) {
        return "%-28s %-13s %-16s %-28s until %s"
                .formatted(
                        grant.path("id").asString(""),
                        grant.path("standing").asString(""),
                        grant.path("owner").asString(""),
                        grant.path("client").asString(""),
                        grant.path("until").asString(""));
    }
}
