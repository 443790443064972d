package dev.countersign.server.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A guarded MCP server, offered at {@code <issuer>/mcp/<name>}: a program started here, or one reached over HTTP. Never both. */
public record Upstream(
        @Key("The program to start and its arguments: a stdio server. Give this or `url`.")
        List<String> command,

        @Key("The address of a streamable HTTP server. Give this or `command`.") @Nullable
        URI url,

        @Key("HTTP headers sent to the upstream, such as its own credential. Only with `url`.")
        Map<String, Secret> headers,

        @Key(
                "Environment variables of the program, besides PATH, LANG and a HOME of its own, which all processes of this server share; nothing else is passed on. Only with `command`.")
        Map<String, Secret> env,

        @Key(
                "What each owner may do at most, by name; `\"*\"` is everybody else: none, read, write or destructive. Absent: everything for the first owner, nothing for others.")
        Map<String, AccessLimit> owners,

        @Key("The access class of single tools, by name: read, write or destructive. Goes before what the server says.")
        Map<String, AccessLimit> tools,

        @Key(
                value =
                        "Whether the tools' own annotations are believed: trust or ignore. Ignored means unclassified: treated as write.",
                fallback = "trust")
        Annotations annotations,

        @Key(
                value = "Who shares a process: grant (one per root grant), session or shared. Only with `command`.",
                fallback = "grant")
        Isolation isolation,

        @Key(
                value =
                        "How many processes may run at once, 1 to 1024; the longest idle is stopped first. Only with `command`.",
                fallback = "16")
        int maxProcesses,

        @Key(
                "With a PostgreSQL store, which several nodes may share: the name of the node that runs this program (see `node`). Needed there with `command`; a SQLite store has one node.")
        @Nullable
        String node,

        @Key(
                value =
                        "Whether a signed context (who calls, for whom, what) goes up with each call, and a receipt comes back.",
                fallback = "off")
        boolean context,

        @Key(
                value =
                        "From which class of calls on callers must prove a key (RFC 9449): read or on (every request), write, destructive, or off.",
                fallback = "off")
        Proving requireDpop) {

    /** Whether a server's own tool annotations are believed. */
    public enum Annotations {
        TRUST,
        IGNORE
    }

    /** Who shares a stdio process. */
    public enum Isolation {
        GRANT,
        SESSION,
        SHARED
    }

    public Upstream {
        if (command.isEmpty() && url == null) {
            throw new Invalid("command", "is missing; give the program to start as `command`, or the address as `url`");
        }
        if (!command.isEmpty() && url != null) {
            throw new Invalid(
                    "url", "stands beside `command`; a server is either started or reached over HTTP, keep one");
        }
        if (url != null && !Set.of("http", "https").contains(url.getScheme())) {
            throw new Invalid("url", "must begin with https:// or http://");
        }
        if (url == null && !headers.isEmpty()) {
            throw new Invalid("headers", "needs `url`; a started program has no headers, use `env`");
        }
        if (url != null && !env.isEmpty()) {
            throw new Invalid("env", "needs `command`; a server reached over HTTP gets no environment, use `headers`");
        }
        if (url != null && node != null) {
            throw new Invalid("node", "needs `command`; a server reached over HTTP is reached from every node");
        }
        if (maxProcesses < 1 || maxProcesses > 1024) {
            throw new Invalid("max-processes", "must be between 1 and 1024");
        }
        if (tools.containsValue(AccessLimit.NONE)) {
            throw new Invalid("tools", "knows read, write and destructive; there is no tool of class none");
        }
    }
}
