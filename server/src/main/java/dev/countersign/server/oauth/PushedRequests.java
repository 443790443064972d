package dev.countersign.server.oauth;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.Spend;
import dev.countersign.core.Asked;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Pushed authorization requests (RFC 9126 §2.2): sealed into their {@code request_uri}, so that nothing is stored for whoever
 * asks, and good once, on whichever node. Thread-safe.
 */
final class PushedRequests {
    /** How long one is good. */
    static final Duration LIFE = Duration.ofSeconds(90);

    /** The longest {@code request_uri}: a browser must be able to carry it. */
    static final int LONGEST = 5000;

    private static final String URN = "urn:ietf:params:oauth:request_uri:";
    private static final String CONTEXT = "par";

    private final Seal seal;
    private final Acts acts;

    PushedRequests(MasterKey master, Acts acts) {
        this.seal = master.seal(MasterKey.Purpose.SEALED_REQUESTS);
        this.acts = acts;
    }

    static boolean looksLikeOne(String requestUri) {
        return requestUri.startsWith(URN);
    }

    /** The {@code request_uri} that stands for this request; empty when it asks for more than an address can hold. */
    Optional<String> push(Asked asked) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("id", Secrets.random(16))
                .put("until", acts.now().plus(LIFE).getEpochSecond())
                .put("asked", asked.json());
        return Optional.of(URN + seal.close(Canonical.string(object), CONTEXT)).filter(uri -> uri.length() <= LONGEST);
    }

    /** The request of this client that was pushed, once; empty when it is not one, not this client's, too old or used. */
    Optional<Asked> take(String requestUri, String clientId) {
        return seal.open(requestUri.substring(URN.length()), CONTEXT).flatMap(text -> {
            var object = StrictJson.parse(text);
            var until = Instant.ofEpochSecond(object.path("until").asLong());
            var asked = Asked.parse(object.path("asked").asString());
            if (!asked.asker().id().equals(clientId) || !acts.now().isBefore(until)) return Optional.empty();
            var first = acts.upkeep(
                    new Spend(Secrets.hash("par\0" + object.path("id").asString()), until));
            return first ? Optional.of(asked) : Optional.empty();
        });
    }
}
