package dev.countersign.server.consent;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.core.Asked;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The way from the authorization endpoint to the consent page. Nothing is stored before a human signs in: the request
 * travels sealed in the address, and becomes a pending request when an owner opens it. Thread-safe.
 */
public final class Handover {
    private static final String MARK = "~";
    private static final String CONTEXT = "consent";
    private final Seal seal;
    private final Duration lifetime;

    /**
     * @param lifetime how long the address leads anywhere
     */
    public Handover(MasterKey master, Duration lifetime) {
        this.seal = master.seal(MasterKey.Purpose.SEALED_REQUESTS);
        this.lifetime = lifetime;
    }

    /** What arrives at the consent page. */
    sealed interface Arrived {
        /** A request to decide. */
        record Request(Asked asked) implements Arrived {}

        /**
         * A request that failed, for reasons the client is told at {@code redirect}.
         *
         * @param redirect the whole answer, with error, state and iss
         */
        record Failure(Asked.Asker asker, String redirect) implements Arrived {}

        /** The address is too old. */
        record Expired() implements Arrived {}
    }

    /** The path to redirect a browser to, so that an owner decides this request. */
    public String request(Asked asked, Instant now) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("until", now.plus(lifetime).getEpochSecond())
                .put("asked", asked.json());
        return path(Canonical.string(object));
    }

    /**
     * The path to redirect a browser to when a request failed: the failure goes on to the client only after sign-in, by
     * itself to loopback addresses, configured clients and clients that hold a live grant of the owner, else by a click.
     *
     * @param redirect the redirect URI with the error parameters, {@code state} and {@code iss} already in it
     */
    public String failure(Asked.Asker asker, String redirect, Instant now) {
        // An Asked without a request carries the asker, so that there is one spelling of it.
        var bearer = new Asked(
                asker,
                Optional.empty(),
                java.util.List.of(),
                dev.countersign.core.authority.Scopes.NONE,
                Optional.empty(),
                java.util.Set.of());
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("until", now.plus(lifetime).getEpochSecond())
                .put("asked", bearer.json())
                .put("failure", redirect);
        return path(Canonical.string(object));
    }

    private String path(String text) {
        return "/consent/" + MARK + seal.close(text, CONTEXT);
    }

    /** Whether the id of a consent address is a sealed request instead of a pending one. */
    static boolean sealed(String id) {
        return id.startsWith(MARK);
    }

    /** Opens a sealed id; empty when it was not made here. */
    Optional<Arrived> open(String id, Instant now) {
        return seal.open(id.substring(MARK.length()), CONTEXT).map(text -> {
            var object = StrictJson.parse(text);
            if (now.getEpochSecond() > object.path("until").asLong()) return new Arrived.Expired();
            var asked = Asked.parse(object.path("asked").asString());
            if (object.has("failure")) {
                return new Arrived.Failure(asked.asker(), object.path("failure").asString());
            }
            return new Arrived.Request(asked);
        });
    }
}
