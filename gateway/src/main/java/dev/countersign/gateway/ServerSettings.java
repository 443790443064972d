package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.gateway.http.HttpSettings;
import dev.countersign.gateway.stdio.StdioSettings;
import java.util.Map;

/**
 * One guarded server, as the operator configured it.
 *
 * @param name the last part of its address: {@code /mcp/NAME}
 * @param tools tool to class: the operator's word goes before the server's
 * @param trustAnnotations whether the server is believed about the classes of its tools
 */
public record ServerSettings(String name, Transport transport, Map<String, Access> tools, boolean trustAnnotations) {
    /** How the server is reached. */
    public sealed interface Transport {
        /** Processes of this machine. */
        record Stdio(StdioSettings settings) implements Transport {}

        /** Streamable HTTP. */
        record Http(HttpSettings settings) implements Transport {}
    }

    public ServerSettings {
        tools = Map.copyOf(tools);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._~-]*")) {
            throw new IllegalArgumentException(
                    "The name of a server is letters, digits, '.', '_', '~' and '-', not \"" + name + "\"");
        }
    }
}
