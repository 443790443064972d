package dev.countersign.gateway.http;

import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.upstream.Life;
import dev.countersign.gateway.upstream.Listen;
import dev.countersign.gateway.upstream.Post;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A guarded server reached by streamable HTTP. It gets the parsed message, the mirrored headers and the operator's own
 * headers; never the client's token or any other header of the client. Redirects are not followed.
 */
public final class HttpUpstream implements Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(HttpUpstream.class);
    private static final String SESSION = "Mcp-Session-Id";
    private static final String STREAM = "text/event-stream";

    /** Why a request to the upstream was given up: nobody waits for it any more. */
    private static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the client's request has ended");
        }
    }

    private final String name;
    private final HttpSettings settings;
    private final Runnable toolsChanged;
    private final Wire wire = new Wire();
    private final Verdict verdict;

    /**
     * @param name of the server in the configuration
     * @param toolsChanged run when the server says that its tools changed; must not block
     */
    public HttpUpstream(String name, HttpSettings settings, Runnable toolsChanged) {
        this.name = name;
        this.settings = settings;
        this.toolsChanged = toolsChanged;
        this.verdict = new Verdict(name);
    }

    @Override
    public Answer post(Post post) {
        boolean opening = post.envelope().single() instanceof Message.Request first
                && first.method().equals("initialize");
        Request request = request(HttpMethod.POST, opening ? null : post.revision(), post.session())
                .headers(h -> {
                    h.put(HttpHeader.ACCEPT, "application/json, " + STREAM);
                    post.headers().forEach(h::put);
                })
                .body(new BytesRequestContent("application/json", StrictJson.write(body(post.envelope()))));
        return send(request, post.revision(), post.session() != null, post.life());
    }

    @Override
    public Answer listen(Listen listen) {
        Request request = request(HttpMethod.GET, listen.revision(), listen.session())
                .headers(h -> {
                    h.put(HttpHeader.ACCEPT, STREAM);
                    listen.headers().forEach(h::put);
                    if (listen.lastEventId() != null) {
                        h.put("Last-Event-ID", listen.lastEventId());
                    }
                });
        return send(request, listen.revision(), listen.session() != null, listen.life());
    }

    @Override
    public Answer end(Caller caller, @Nullable String session, Map<String, String> headers) {
        if (session == null) {
            return new Answer.Accepted(); // the upstream keeps none
        }
        Request request = request(HttpMethod.DELETE, null, session).headers(h -> headers.forEach(h::put));
        return send(request, Revision.R2025_11_25, true, new Life());
    }

    private Request request(HttpMethod method, @Nullable Revision revision, @Nullable String session) {
        HttpClient client = wire.client();
        return client.newRequest(settings.url())
                .method(method)
                .idleTimeout(0, TimeUnit.SECONDS) // a stream may be silent for as long as it likes
                .headers(h -> {
                    settings.headers().forEach(h::put);
                    if (revision != null) {
                        h.put(Protocol.VERSION_HEADER, revision.text());
                    }
                    if (session != null) {
                        h.put(SESSION, session);
                    }
                });
    }

    private static JsonNode body(Envelope envelope) {
        Message single = envelope.single();
        if (single != null) {
            return single.json();
        }
        ArrayNode batch = JsonNodeFactory.instance.arrayNode();
        envelope.messages().forEach(m -> batch.add(m.json()));
        return batch;
    }

    private Answer send(Request request, Revision revision, boolean inSession, Life life) {
        InputStreamResponseListener listener = new InputStreamResponseListener();
        life.onEnd(() -> request.abort(new Ended()));
        request.send(listener);
        try {
            Response response = listener.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
            InputStream body = listener.getInputStream();
            if (verdict.isStream(response)) {
                HttpEvents events = new HttpEvents(name, revision.era(), body, toolsChanged);
                life.onEnd(events::close);
                return new Answer.Stream(events, verdict.session(response));
            }
            return verdict.of(response, body, inSession);
        } catch (TimeoutException e) {
            request.abort(e);
            return failed(e);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            request.abort(e);
            Thread.currentThread().interrupt();
            return new Answer.Failed(503, "The gateway is stopping", 5);
        }
    }

    private Answer failed(Throwable cause) {
        if (cause instanceof Ended) {
            return new Answer.Failed(504, "The request was ended", 0);
        }
        // The message of the cause may hold the address; the client gets the server's name only.
        LOG.warn("{}: {} ({})", name, cause.getMessage(), cause.getClass().getSimpleName());
        return cause instanceof TimeoutException
                ? new Answer.Failed(504, "The guarded server \"" + name + "\" did not answer in time", 0)
                : new Answer.Failed(502, "The guarded server \"" + name + "\" cannot be reached", 5);
    }

    @Override
    public void close() {
        wire.close();
    }
}
