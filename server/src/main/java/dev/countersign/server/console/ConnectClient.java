package dev.countersign.server.console;

import dev.countersign.server.console.ConnectView.Copyable;
import dev.countersign.server.console.ConnectView.Step;
import dev.countersign.server.pages.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The clients the console knows the steps of. What they cannot do is not said of them. */
enum ConnectClient {
    CLAUDE_CODE,
    CODEX,
    OPENCODE,
    INSPECTOR,
    MCP_REMOTE,
    OTHER;

    private static final String TERMINAL = Phrases.say("connect.terminal");

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ConnectClient> of(String key) {
        return Stream.of(values()).filter(client -> client.key().equals(key)).findFirst();
    }

    String label() {
        return Phrases.say("connect.client." + name());
    }

    /** Where a browser of the same computer can bring the answer back: authorization code with PKCE. */
    List<Step> withBrowser(ConnectTarget to) {
        return switch (this) {
            case CLAUDE_CODE ->
                List.of(
                        run("connect.add", "claude mcp add --transport http " + to.alias() + " " + to.word()),
                        Step.of(Phrases.say("connect.claude", to.alias()), new Copyable("Claude Code", "/mcp")));
            case CODEX ->
                List.of(
                        file("~/.codex/config.toml", "[mcp_servers." + to.alias() + "]\nurl = " + to.quoted()),
                        run("connect.log-in", "codex mcp login " + to.alias()));
            case OPENCODE ->
                List.of(
                        file("opencode.json", """
                                {
                                  "mcp": {
                                    "%s": { "type": "remote", "url": %s, "oauth": {%s} }
                                  }
                                }""".formatted(
                                to.alias(), to.quoted(), to.openRegistration() ? "" : " \"clientId\": \"mcp-agent\" ")),
                        run("connect.log-in", "opencode mcp auth " + to.alias()));
            case INSPECTOR ->
                withBuiltIn(
                        to,
                        run(
                                "connect.inspector.start",
                                "npx @modelcontextprotocol/inspector --server-url " + to.word() + " --transport http"),
                        Step.of(Phrases.say("connect.inspector.connect")));
            case MCP_REMOTE -> List.of(file("connect.file", "mcpServers", remote(to, false)));
            case OTHER ->
                withBuiltIn(
                        to,
                        Step.of(Phrases.say("connect.other.url"), new Copyable("URL", to.url())),
                        Step.of(Phrases.say("connect.other.stdio"), new Copyable(TERMINAL, connect(to))));
        };
    }

    /** Where no browser can call back: a code to type elsewhere, by the client itself or by the command line. */
    List<Step> withoutBrowser(ConnectTarget to) {
        return switch (this) {
            case CLAUDE_CODE ->
                afterLogin(to, run("connect.add", "claude mcp add " + to.alias() + " -- " + connect(to)));
            case CODEX -> afterLogin(to, file("~/.codex/config.toml", """
                                [mcp_servers.%s]
                                command = "countersign"
                                args = ["connect", %s]""".formatted(to.alias(), to.quoted())));
            case OPENCODE -> afterLogin(to, file("opencode.json", """
                                {
                                  "mcp": {
                                    "%s": { "type": "local", "command": ["countersign", "connect", %s] }
                                  }
                                }""".formatted(to.alias(), to.quoted())));
            case INSPECTOR ->
                afterLogin(
                        to,
                        run(
                                "connect.inspector.cli",
                                "npx @modelcontextprotocol/inspector --cli " + connect(to) + " --method tools/list"));
            case MCP_REMOTE ->
                to.device()
                        ? List.of(
                                file("connect.file", "mcpServers", remote(to, true)),
                                Step.of(Phrases.say("connect.code")))
                        : stdio(to);
            case OTHER ->
                to.device()
                        ? Stream.concat(stdio(to).stream(), Stream.of(byItself(to)))
                                .toList()
                        : stdio(to);
        };
    }

    private static List<Step> stdio(ConnectTarget to) {
        return afterLogin(to, file("connect.file", "mcpServers", """
                {
                  "mcpServers": {
                    "%s": { "command": "countersign", "args": ["connect", %s] }
                  }
                }""".formatted(to.alias(), to.quoted())));
    }

    private static Step byItself(ConnectTarget to) {
        return Step.of(
                Phrases.say("connect.other.device"), new Copyable(TERMINAL, """
                        curl -d client_id=mcp-agent -d scope=mcp:read \\
                          --data-urlencode resource=%s \\
                          %s/oauth/device_authorization""".formatted(to.word(), to.issuer())));
    }

    /** The command line logs in once and keeps what it got; what runs afterwards finds it there. */
    private static List<Step> afterLogin(ConnectTarget to, Step then) {
        return List.of(
                to.device()
                        ? run("connect.login.code", "countersign login " + to.word() + " --device")
                        : run("connect.login.paste", "countersign login " + to.word()),
                then);
    }

    private static List<Step> withBuiltIn(ConnectTarget to, Step... steps) {
        var all = new ArrayList<>(List.of(steps));
        all.add(Step.of(
                Phrases.say(to.openRegistration() ? "connect.id.if-asked" : "connect.id.needed"),
                new Copyable(Phrases.say("clients.id"), "mcp-agent")));
        return all;
    }

    private static String connect(ConnectTarget to) {
        return "countersign connect " + to.word();
    }

    private static String remote(ConnectTarget to, boolean device) {
        var arguments = new ArrayList<>(List.of("\"-y\"", "\"mcp-remote\"", to.quoted()));
        if (to.plain()) arguments.add("\"--allow-http\"");
        if (device) arguments.add("\"--device-code\"");
        if (!to.openRegistration()) {
            arguments.add("\"--static-oauth-client-info\"");
            arguments.add("\"{\\\"client_id\\\":\\\"mcp-agent\\\"}\"");
        }
        return """
                {
                  "mcpServers": {
                    "%s": {
                      "command": "npx",
                      "args": [%s]
                    }
                  }
                }""".formatted(to.alias(), String.join(", ", arguments));
    }

    private static Step run(String key, String command) {
        return Step.of(Phrases.say(key), new Copyable(TERMINAL, command));
    }

    private static Step file(String name, String text) {
        return file("connect.write", name, text);
    }

    private static Step file(String key, String name, String text) {
        return Step.of(Phrases.say(key), new Copyable(name, text));
    }
}
