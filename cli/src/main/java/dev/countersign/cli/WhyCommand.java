package dev.countersign.cli;

import dev.countersign.cli.terminal.Table;
import dev.countersign.cli.terminal.Tty;
import dev.countersign.cli.terminal.Wrapped;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Explains a decision of the gateway. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = {
            "Say whether a token may call a tool now, and who decided: the token, its grant, a grant above it, or the"
                    + " owner.",
            "The token is never printed. Give it on standard input (-), because arguments stay in the shell's history."
        },
        footer = {"", "Exit codes: 0 it may, 1 it may not, 2 wrong use."})
final class WhyCommand implements Callable<Integer> {
    @Mixin
    private Host host = new Host();

    @Parameters(index = "0", paramLabel = "TOKEN", description = "An access token; - reads it from standard input.")
    private String token = "";

    @Parameters(
            index = "1",
            paramLabel = "TOOL",
            description =
                    "SERVER/TOOL, or TOOL alone when the token is for one server; countersign/TOOL for ISSUER/mcp.")
    private String tool = "";

    @Option(
            names = "--arguments",
            paramLabel = "JSON",
            description = "The call's arguments, where a grant limits them.")
    private @Nullable String arguments;

    @Override
    public Integer call() throws IOException {
        String given = token.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip() : token;
        ObjectNode request = Host.command("why").put("token", given).put("tool", tool);
        if (arguments != null) {
            try {
                request.set("arguments", StrictJson.parse(arguments));
            } catch (MalformedJson malformed) {
                throw new UsageException("--arguments is no JSON: " + malformed.getMessage());
            }
        }
        ObjectNode answer = host.ask(request);
        host.print(answer, this::text);
        return answer.path("permitted").asBoolean(false) ? 0 : 1;
    }

    private String text(JsonNode answer) {
        Table chain = new Table("grant", "client", "until");
        answer.path("chain")
                .valueStream()
                .forEach(each -> chain.row(
                        each.path("grant").asString(""),
                        each.path("client").asString(""),
                        Table.minute(each.path("until").asString(""))));
        int columns = Tty.is(1) ? Tty.columns(1) : 0;
        String first = answer.path("permitted").asBoolean(false)
                ? "permitted: " + tool + " (" + answer.path("access").asString("") + ")"
                : "refused by the " + by(answer) + ": "
                        + answer.path("words").asString("").replaceAll("\\p{C}", "?");
        return Wrapped.text(first, 0, columns)
                + (chain.isEmpty()
                        ? ""
                        : "\nthe grant, and what it came of:\n"
                                + chain.text(columns, columns > 0 && Tty.colours(System.getenv())));
    }

    private static String by(JsonNode answer) {
        return switch (answer.path("by").asString("")) {
            case "standing" -> "grant's state";
            case "catalogue" -> "tools this grant knows";
            case "ancestor" -> "grant above";
            case String other -> other;
        };
    }
}
