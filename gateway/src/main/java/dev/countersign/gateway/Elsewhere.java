package dev.countersign.gateway;

import dev.countersign.gateway.http.Relay;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * A guarded server whose processes run on another node. That node decides about its messages; this one passes them there.
 *
 * @param address of that node, where the operator gave one
 */
record Elsewhere(String server, Optional<URI> address, Relay relay) {
    private static final int RETRY = 5;

    /** Answers a request as that node does, or says why nobody can. */
    void answer(Client client, Request request, Response response) throws IOException {
        if (address.isEmpty()) {
            client.unavailable(
                    503,
                    "The" + named().substring(3)
                            + " runs on another node of this Countersign, and this node does not know its address;"
                            + " its operator names it under nodes, or leads this path there",
                    RETRY);
            return;
        }
        switch (relay.pass(address.get(), request, response, client.origin().address(), client.life())) {
            case ANSWERED -> {}
            case UNREACHABLE -> client.unavailable(503, "The node that runs " + named() + " cannot be reached", RETRY);
            case CIRCLE ->
                client.error(
                        508,
                        "The addresses under nodes lead in a circle; the one of the node that runs " + named()
                                + " must lead to that node itself");
        }
    }

    private String named() {
        return "the guarded server \"" + server + "\"";
    }
}
