package dev.countersign.server.operations;

import dev.countersign.server.config.Config;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Web;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers only under the issuer's own name. Pages asked for under another name of this computer are redirected to it; under
 * any other name nothing is served, so that a foreign name that is made to lead here (DNS rebinding) reaches nothing.
 * {@code /mcp} has its own answer, and probes may use any name.
 */
public final class OneName extends Handler.Wrapper {
    private static final Set<String> ANY_NAME = Set.of("/healthz", "/readyz", "/metrics");
    private static final Set<String> THIS_COMPUTER = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Config config;
    private final Networks trustedProxies;
    private final String authority;

    public OneName(Config config, Networks trustedProxies, Handler handler) {
        super(handler);
        this.config = config;
        this.trustedProxies = trustedProxies;
        this.authority = config.issuer().getRawAuthority();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Here, so that no answer goes without it, whichever room gives it; events carry it too.
        response.getHeaders().put("Request-Id", Web.requestId(request));
        HttpURI uri = request.getHttpURI();
        String path = uri.getCanonicalPath() == null ? "/" : uri.getCanonicalPath();
        String asked = request.getHeaders().get(HttpHeader.HOST);
        String host = asked == null ? String.valueOf(uri.getAuthority()) : asked;
        if (host.toLowerCase(Locale.ROOT).equals(authority)
                || ANY_NAME.contains(path)
                || path.equals("/mcp")
                || path.startsWith("/mcp/")
                || byTrustedProxy(request)) {
            return super.handle(request, response, callback);
        }
        boolean looks = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (looks && alias(host)) {
            Response.sendRedirect(request, response, callback, 307, config.issuer() + uri.getPathQuery(), true);
            return true;
        }
        response.setStatus(421);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        String remedy = "This server is " + config.issuer() + ". Use that address.\n";
        response.write(true, StandardCharsets.UTF_8.encode(remedy), callback);
        return true;
    }

    private boolean alias(String host) {
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return config.loopback() && THIS_COMPUTER.contains(name);
    }

    private boolean byTrustedProxy(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && trustedProxies.contains(peer.getAddress());
    }
}
