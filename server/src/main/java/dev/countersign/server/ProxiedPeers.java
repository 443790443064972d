package dev.countersign.server;

import dev.countersign.gateway.Peers;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Web;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Request;

/**
 * Who sends a request, where only the configured proxies are believed.
 *
 * @param trusted the proxies
 */
record ProxiedPeers(Networks trusted) implements Peers {
    @Override
    public String address(Request request) {
        return Networks.text(Exchange.remoteOf(request, trusted));
    }

    @Override
    public String requestId(Request request) {
        return Web.requestId(request);
    }

    @Override
    public boolean behindTrustedProxy(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && trusted.contains(peer.getAddress());
    }
}
