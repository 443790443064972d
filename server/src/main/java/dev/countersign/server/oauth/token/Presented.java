package dev.countersign.server.oauth.token;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Proved;
import dev.countersign.core.Whereabouts;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.Client;
import dev.countersign.server.web.Networks;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who stands at the token endpoint.
 *
 * @param client the client, authenticated in its own way
 * @param origin where the request came from
 * @param key thumbprint of the key the request proved (RFC 9449 §4.3); empty when it proved none
 */
public record Presented(Client client, Origin origin, Optional<String> key) {
    /** The key for an act. Refresh tokens of public clients are bound to it (RFC 9449 §5): nothing else proves those. */
    Optional<Proved> proved() {
        return key.map(thumbprint -> new Proved(thumbprint, origin.address(), client.authMethod() == AuthMethod.NONE));
    }

    /** From where, coarsely enough that one computer is one place. */
    Whereabouts whereabouts() {
        return new Whereabouts(network(origin.address()), origin.userAgent());
    }

    private static String network(String written) {
        try {
            var address = InetAddress.ofLiteral(written);
            return address.isLoopbackAddress() ? "loopback" : Networks.of(address);
        } catch (IllegalArgumentException anotherNodesInterface) {
            return written;
        }
    }
}
