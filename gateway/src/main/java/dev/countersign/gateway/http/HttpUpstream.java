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
import dev.countersign.gateway.wire.Revision;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
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
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final HttpSettings settings;
    private final Runnable toolsChanged;
    private final HttpClient client;
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
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_PATIENCE)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public Answer post(Post post) {
        boolean opening = post.envelope().single() instanceof Message.Request first
                && first.method().equals("initialize");
        HttpRequest.Builder request = request(opening ? null : post.revision(), post.session())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofByteArray(StrictJson.write(body(post.envelope()))));
        post.mirrored().forEach(request::header);
        return send(request, post.revision(), post.session() != null, post.life());
    }

    @Override
    public Answer listen(Listen listen) {
        HttpRequest.Builder request = request(listen.revision(), listen.session())
                .header("Accept", "text/event-stream")
                .GET();
        if (listen.lastEventId() != null) {
            request.header("Last-Event-ID", listen.lastEventId());
        }
        return send(request, listen.revision(), listen.session() != null, listen.life());
    }

    @Override
    public Answer end(Caller caller, @Nullable String session) {
        if (session == null) {
            return new Answer.Accepted(); // the upstream keeps none
        }
        HttpRequest.Builder request = request(null, session).DELETE();
        return send(request, Revision.R2025_11_25, true, new Life());
    }

    private HttpRequest.Builder request(@Nullable Revision revision, @Nullable String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.patience())
                .header("User-Agent", "countersign");
        settings.headers().forEach(request::setHeader);
        if (revision != null) {
            request.header("MCP-Protocol-Version", revision.text());
        }
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        return request;
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

    private Answer send(HttpRequest.Builder request, Revision revision, boolean inSession, Life life) {
        CompletableFuture<HttpResponse<InputStream>> response =
                client.sendAsync(request.build(), BodyHandlers.ofInputStream());
        life.onEnd(() -> response.cancel(true));
        try {
            HttpResponse<InputStream> arrived = response.get();
            InputStream body = arrived.body();
            if (verdict.isStream(arrived)) {
                HttpEvents events = new HttpEvents(name, revision.era(), body, toolsChanged);
                life.onEnd(events::close);
                return new Answer.Stream(events, verdict.session(arrived));
            }
            return verdict.of(arrived, inSession);
        } catch (CancellationException e) {
            return new Answer.Failed(504, "The request was ended", 0);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Failed(503, "The gateway is stopping", 5);
        }
    }

    private Answer failed(Throwable cause) {
        // The message of the cause may hold the address; the client gets the server's name only.
        LOG.warn("{}: {} ({})", name, cause.getMessage(), cause.getClass().getSimpleName());
        return cause instanceof HttpTimeoutException
                ? new Answer.Failed(504, "The guarded server \"" + name + "\" did not answer in time", 0)
                : new Answer.Failed(502, "The guarded server \"" + name + "\" cannot be reached", 5);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
