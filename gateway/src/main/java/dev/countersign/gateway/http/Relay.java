package dev.countersign.gateway.http;

import dev.countersign.gateway.upstream.Life;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes whole HTTP requests on to other nodes of this Countersign, and brings back what they answer, as it comes. Decides
 * nothing: the other node lets the client in or not. Thread-safe; blocks, and belongs on virtual threads.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration PATIENCE = HttpSettings.DEFAULT_PATIENCE.plusSeconds(5);
    private static final int CHUNK = 16 * 1024;
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            // Said anew for the next hop:
            "host",
            "content-length",
            "expect",
            "via",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto");

    /** What became of a request. */
    public enum Outcome {
        /** The other node answered, or the client went away meanwhile. */
        ANSWERED,
        /** The other node cannot be reached. Nothing was answered. */
        UNREACHABLE,
        /** The request has been here before: the addresses of the nodes lead in a circle. Nothing was answered. */
        CIRCLE
    }

    private final String pseudonym;
    private final String host;
    private final Wire wire = new Wire();
    private final Set<Life> underWay = ConcurrentHashMap.newKeySet();
    private final Set<Life> listening = ConcurrentHashMap.newKeySet();

    /**
     * @param node the name of this node
     * @param issuer whose host every node answers to
     */
    public Relay(String node, URI issuer) {
        this.pseudonym = "countersign-" + node.replaceAll("[^A-Za-z0-9.-]", "_");
        this.host = issuer.getRawAuthority();
    }

    /**
     * Passes a request on.
     *
     * @param node the base address of the other node
     * @param from the address of the client
     * @param life of the request
     * @throws IOException when the answer broke off
     */
    public Outcome pass(URI node, Request request, Response response, String from, Life life) throws IOException {
        String via = String.join(", ", request.getHeaders().getValuesList(HttpHeader.VIA));
        if ((via + ",").contains(" " + pseudonym + ",")) {
            return Outcome.CIRCLE;
        }
        Set<Life> kind = request.getMethod().equals("GET") ? listening : underWay;
        kind.add(life);
        try {
            return pass(node, request, response, from, life, via.isEmpty() ? "" : via + ", ");
        } finally {
            kind.remove(life);
        }
    }

    private Outcome pass(URI node, Request request, Response response, String from, Life life, String via)
            throws IOException {
        Set<String> dropped = hopByHop(request.getHeaders());
        var onward = wire.client()
                .newRequest(URI.create(node + request.getHttpURI().getCanonicalPath()))
                .method(request.getMethod())
                .idleTimeout(0, TimeUnit.SECONDS) // a stream may be silent for as long as it likes
                .headers(h -> {
                    h.remove(HttpHeader.USER_AGENT);
                    h.remove(HttpHeader.ACCEPT_ENCODING);
                    request.getHeaders().stream()
                            .filter(field -> !dropped.contains(field.getLowerCaseName()))
                            .forEach(h::add);
                    h.put(HttpHeader.HOST, host);
                    h.put(HttpHeader.VIA, via + "1.1 " + pseudonym);
                    h.put("X-Forwarded-For", from);
                });
        if (request.getMethod().equals("POST")) {
            onward.body(new InputStreamRequestContent(
                    request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                    kept(Content.Source.asInputStream(request)),
                    null));
        }
        InputStreamResponseListener listener = new InputStreamResponseListener();
        life.onEnd(() -> onward.abort(new IOException("the client's request has ended")));
        onward.send(listener);
        try {
            var answer = listener.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            begin(answer.getStatus(), answer.getHeaders(), response);
            copy(listener.getInputStream(), response);
            return Outcome.ANSWERED;
        } catch (TimeoutException | ExecutionException e) {
            onward.abort(e);
            if (life.ended()) {
                return Outcome.ANSWERED;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn(
                    "node at {}: {} ({})",
                    node,
                    cause.getMessage(),
                    cause.getClass().getSimpleName());
            return Outcome.UNREACHABLE;
        } catch (InterruptedException e) {
            onward.abort(e);
            Thread.currentThread().interrupt();
            return Outcome.UNREACHABLE;
        }
    }

    /** When the other node fails, the request of our client has not: it still gets an answer. */
    private static InputStream kept(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public void close() {}
        };
    }

    private static void begin(int status, HttpFields answered, Response response) {
        Set<String> dropped = hopByHop(answered);
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        for (HttpField field : answered) {
            if (!dropped.contains(field.getLowerCaseName())) {
                headers.remove(field.getName()); // ours, made before we knew whose answer it is
            }
        }
        answered.stream()
                .filter(field -> !dropped.contains(field.getLowerCaseName()))
                .forEach(headers::add);
    }

    /** Every piece goes out when it comes. */
    private static void copy(InputStream from, Response response) throws IOException {
        try (InputStream in = from;
                OutputStream out = Content.Sink.asOutputStream(response)) {
            byte[] chunk = new byte[CHUNK];
            out.flush(); // the head of a stream, before its first event
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                out.write(chunk, 0, read);
            }
        }
    }

    /** Fields that concern one connection only (RFC 9110 §7.6.1). */
    private static Set<String> hopByHop(HttpFields fields) {
        Set<String> names = new HashSet<>(HOP_BY_HOP);
        fields.getCSV(HttpHeader.CONNECTION, false).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    /** Ends what only listens, and waits for the rest. */
    public void drain(Duration patience) throws InterruptedException {
        listening.forEach(Life::end);
        long end = System.nanoTime() + patience.toNanos();
        while (!underWay.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        underWay.forEach(Life::end);
    }

    @Override
    public void close() {
        wire.close();
    }
}
