package dev.countersign.gateway;

import dev.countersign.acts.Seal;
import dev.countersign.core.GrantId;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Rpc;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code Mcp-Session-Id} holds: the upstream's own session, sealed for one grant and one server, so that nobody else
 * can use it and any node can go on with it.
 */
final class SealedSessions {
    /**
     * A session.
     *
     * @param upstream the upstream's own id, or null when it keeps no sessions
     * @param urlElicitation whether the client said it can send its human to a URL
     */
    record Session(@Nullable String upstream, Revision revision, boolean urlElicitation) {}

    private final Seal seal;

    SealedSessions(Seal seal) {
        this.seal = seal;
    }

    String close(Session session, GrantId grant, String server) {
        ObjectNode json = Rpc.object().put("v", session.revision().text()).put("u", session.urlElicitation());
        if (session.upstream() != null) {
            json.put("s", session.upstream());
        }
        return seal.close(StrictJson.writeString(json), context(grant, server));
    }

    /** The session; nothing when it is another grant's, another server's, or made up. */
    Optional<Session> open(String sealed, GrantId grant, String server) {
        try {
            return seal.open(sealed, context(grant, server))
                    .map(StrictJson::parse)
                    .flatMap(SealedSessions::session);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Optional<Session> session(JsonNode json) {
        JsonNode upstream = json.path("s");
        return Revision.of(json.path("v").asString())
                .map(r -> new Session(
                        upstream.isString() ? upstream.stringValue() : null,
                        r,
                        json.path("u").asBoolean()));
    }

    private static String context(GrantId grant, String server) {
        return "mcp-session " + server + " " + grant.value();
    }
}
