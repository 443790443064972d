package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import java.util.Optional;

/**
 * A call at a guarded server, as it is logged: what was called, by whom and with which token. Never its arguments or its
 * result, which may hold anything.
 *
 * @param token the {@code jti} of the access token
 * @param server the server's name; {@code countersign} for our own
 * @param method the MCP method
 * @param tool the tool, when the method names one
 */
public record Called(Grant grant, String token, String server, String method, Optional<String> tool, Access access) {
    Event event() {
        var event = Event.of(grant)
                .with("token", token)
                .with("server", server)
                .with("method", method)
                .with("access", access.wireName());
        return tool.map(name -> event.with("tool", name)).orElse(event);
    }
}
