package dev.countersign.core.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client that exists without a row or an entry: public, on this computer, any loopback redirect. Everybody may say
 * they are it, so its name proves nothing about who asks.
 */
public record BuiltIn(String id, String name, Set<GrantType> grantTypes) implements Client {

    /** For agents that were told a fixed client_id and register nothing. */
    public static final BuiltIn MCP_AGENT = new BuiltIn(
            "mcp-agent",
            "An MCP agent on this computer",
            Set.of(
                    GrantType.AUTHORIZATION_CODE,
                    GrantType.REFRESH_TOKEN,
                    GrantType.DEVICE_CODE,
                    GrantType.TOKEN_EXCHANGE));

    /** This program's own command line, when it logs in to a server. */
    public static final BuiltIn COMMAND_LINE = new BuiltIn(
            "countersign-cli",
            "The Countersign command line",
            Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE));

    /** Every built-in client. */
    public static List<BuiltIn> all() {
        return List.of(MCP_AGENT, COMMAND_LINE);
    }

    @Override
    public List<String> redirectUris() {
        return List.of();
    }

    @Override
    public AuthMethod authMethod() {
        return AuthMethod.NONE;
    }

    @Override
    public Optional<SecretHash> secret() {
        return Optional.empty();
    }

    @Override
    public boolean anyLoopbackRedirect() {
        return true;
    }
}
