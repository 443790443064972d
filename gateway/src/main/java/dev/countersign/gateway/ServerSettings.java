package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.gateway.http.HttpSettings;
import dev.countersign.gateway.stdio.StdioSettings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One guarded server, as the operator configured it.
 *
 * @param name the last part of its address: {@code /mcp/NAME}
 * @param tools tool to class: the operator's word goes before the server's
 * @param trustAnnotations whether the server is believed about the classes of its tools
 * @param proofFrom from which class of calls on only tokens bound to a key are taken (RFC 9449); empty = never needed
 * @param context whether a signed context goes up with what a client sends, and a receipt comes back
 */
public record ServerSettings(
        String name,
        Transport transport,
        Map<String, Access> tools,
        boolean trustAnnotations,
        Optional<Access> proofFrom,
        boolean context) {
    /** How the server is reached. */
    public sealed interface Transport {
        /** Processes of this machine. */
        record Stdio(StdioSettings settings) implements Transport {}

        /** Streamable HTTP. */
        record Http(HttpSettings settings) implements Transport {}

        /**
         * Processes of another node of this Countersign.
         *
         * @param node its base address; empty when the operator gave none
         */
        record Elsewhere(Optional<URI> node) implements Transport {}
    }

    /** A server that also takes tokens bound to no key, and is told nothing of its callers. */
    public ServerSettings(String name, Transport transport, Map<String, Access> tools, boolean trustAnnotations) {
        this(name, transport, tools, trustAnnotations, Optional.empty(), false);
    }

    public ServerSettings {
        tools = Map.copyOf(tools);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._~-]*")) {
            throw new IllegalArgumentException(
                    "The name of a server is letters, digits, '.', '_', '~' and '-', not \"" + name + "\"");
        }
    }
}
