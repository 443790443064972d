package dev.countersign.server.operations;

import dev.countersign.server.config.Config;
import java.net.BindException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one port: HTTP/1.1 and HTTP/2, with TLS when configured, every request on a virtual thread, drained when stopped. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int LARGEST_BODY = 4 * 1024 * 1024 + 1024;

    private final Config config;
    private final Server server;

    public Listener(Config config, Handler handler, Metrics metrics) {
        this.config = config;
        server = new Server(new VirtualThreadPool());
        server.setStopTimeout(DRAIN.toMillis());
        server.setRequestLog(new AccessLog(metrics));
        SizeLimitHandler limited = new SizeLimitHandler(LARGEST_BODY, -1);
        limited.setHandler(handler);
        server.setHandler(new TakingTurns(new GracefulHandler(new WholeRequests(limited))));
    }

    /**
     * Begins to answer.
     *
     * @throws StartException when an address cannot be listened on
     */
    public void start() {
        List<String> addresses = new ArrayList<>();
        for (String address : config.listen()) {
            addresses.addAll(address.equals("localhost") ? List.of("127.0.0.1", "::1") : List.of(address));
        }
        for (String address : addresses) {
            listen(address);
        }
        try {
            server.start();
        } catch (Exception e) {
            throw new StartException("the server did not start: " + e.getMessage(), e);
        }
    }

    /** Stops taking requests, lets running ones end for at most ten seconds, and closes; what still ran then is cut off. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException cutOff) {
            LOG.warn("requests or connections were still open after {} s; they were closed", DRAIN.toSeconds());
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop cleanly", e);
        }
    }

    private void listen(String address) {
        ServerConnector connector = new ServerConnector(server, 1, 1, factories());
        connector.setHost(address);
        connector.setPort(config.listenPort());
        connector.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        try {
            connector.open();
        } catch (Exception e) {
            // A machine without IPv6 still has its localhost.
            if (address.equals("::1")
                    && e.getCause() instanceof SocketException
                    && !(e.getCause() instanceof BindException)) {
                return;
            }
            throw new StartException(
                    "cannot listen on " + address + " port " + config.listenPort()
                            + ": another program uses it, or it is not this computer's; stop that program, or choose another with --port",
                    e);
        }
        server.addConnector(connector);
    }

    private ConnectionFactory[] factories() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(16 * 1024);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        Config.Tls tls = config.tls();
        if (tls == null) {
            return new ConnectionFactory[] {plain, new HTTP2CServerConnectionFactory(http)};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(Certificates.context(tls));
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(plain.getProtocol());
        return new ConnectionFactory[] {
            new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, new HTTP2ServerConnectionFactory(http), plain
        };
    }
}
