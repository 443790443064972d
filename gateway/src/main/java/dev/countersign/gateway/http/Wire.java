package dev.countersign.gateway.http;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client towards one server, started when it is first needed: no redirects, no cookies, no answers to challenges,
 * nothing decompressed.
 */
final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final long CONNECT_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 30_000;
    private static final int MAX_CONNECTIONS = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient client;

    HttpClient client() {
        lock.lock();
        try {
            HttpClient started = client;
            if (started == null) {
                started = start();
                client = started;
            }
            return started;
        } finally {
            lock.unlock();
        }
    }

    private static HttpClient start() {
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(1));
        client.setExecutor(new VirtualThreadPool());
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "countersign"));
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setIdleTimeout(IDLE_MILLIS);
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client towards a guarded server cannot be started", e);
        }
        client.getProtocolHandlers().clear();
        client.getContentDecoderFactories().clear();
        return client;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            HttpClient started = client;
            if (started != null) {
                started.stop();
            }
        } catch (Exception e) {
            LOG.warn("The HTTP client towards a guarded server did not stop: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
