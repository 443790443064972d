package dev.countersign.server.oauth;

import dev.countersign.server.web.Networks;
import java.net.InetAddress;

/**
 * From where an owner's own agent may ask. Behind a proxy on the same host every request seems to come from this computer,
 * so that counts only where the issuer is this computer. Immutable.
 *
 * @param here whether the issuer is this computer
 * @param from further networks the operator named
 */
public record OwnerOnboarding(boolean here, Networks from) {
    boolean open(InetAddress address) {
        return here && address.isLoopbackAddress() || from.contains(address);
    }
}
