package dev.countersign.cli.connect;

import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Pass;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.http.SseReader;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries one request to the server and everything it answers back to the client. A refused token is renewed once; the
 * client always gets an answer.
 */
final class Relay {
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Remote remote;
    private final Access access;
    private final Guide guide;
    private final Map<JsonNode, InputStream> open = new ConcurrentHashMap<>();

    Relay(Remote remote, Access access, Guide guide) {
        this.remote = remote;
        this.access = access;
        this.guide = guide;
    }

    /** What happened to the session or the headers, which only the caller can put right. */
    enum Outcome {
        ANSWERED,
        NO_SESSION,
        HEADERS_MISMATCH
    }

    /** Hears of the session a server opens. */
    interface Opened {
        void session(String id);
    }

    /**
     * Carries a request.
     *
     * @param answers gets every message that comes back, the answer last
     * @param last whether there will be no other try: then every failure is answered
     */
    Outcome carry(
            Message.Request request,
            JsonNode body,
            Map<String, String> headers,
            Consumer<JsonNode> answers,
            Opened opened,
            boolean last) {
        try {
            Optional<Pass> pass = access.pass(Optional.empty());
            HttpResponse<InputStream> response = remote.post(body, headers, pass);
            if (response.statusCode() == 401) {
                response.body().close();
                String rejected = pass.map(Pass::token).orElse("");
                response = remote.post(body, headers, access.pass(Optional.of(rejected)));
            }
            open.put(request.id(), response.body());
            try (InputStream in = response.body()) {
                response.headers().firstValue(Remote.SESSION).ifPresent(opened::session);
                return answered(request, response, in, answers, headers.containsKey(Remote.SESSION), last);
            } finally {
                open.remove(request.id());
            }
        } catch (LoginException e) {
            answers.accept(guide.ended(request.id(), e));
        } catch (IOException e) {
            answers.accept(guide.unreachable(request.id(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Outcome.ANSWERED;
    }

    /** Sends what needs no answer. */
    void tell(JsonNode message, Map<String, String> headers) {
        try {
            remote.post(message, headers, access.pass(Optional.empty())).body().close();
        } catch (LoginException | IOException undelivered) {
            // Nobody waits for it; the next request says what is wrong.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives up a request that is under way; closing its stream is how the server hears of it. */
    void cancel(JsonNode id) {
        InputStream in = open.remove(id);
        if (in != null) {
            try {
                in.close();
            } catch (IOException closed) {
                // That is what was wanted.
            }
        }
    }

    private Outcome answered(
            Message.Request request,
            HttpResponse<InputStream> response,
            InputStream in,
            Consumer<JsonNode> answers,
            boolean inSession,
            boolean last)
            throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() == 200 && type.startsWith("text/event-stream")) {
            stream(request, in, answers);
            return Outcome.ANSWERED;
        }
        Optional<ObjectNode> json = object(in.readNBytes(MAX_BODY));
        int code = json.map(body -> body.path("error").path("code").asInt(0)).orElse(0);
        if (!last && response.statusCode() == 404 && inSession && code != Rpc.METHOD_NOT_FOUND) {
            return Outcome.NO_SESSION;
        }
        if (!last && code == Rpc.HEADER_MISMATCH) {
            return Outcome.HEADERS_MISMATCH;
        }
        if (response.statusCode() == 401) {
            answers.accept(guide.refused(request.id()));
        } else if (response.statusCode() == 403) {
            answers.accept(guide.beyond(request.id(), json, response.headers()));
        } else {
            answers.accept(
                    json.filter(body -> body.has("result") || body.path("error").isObject())
                            .map(body -> withId(body, request.id()))
                            .orElseGet(() -> guide.unusable(request.id(), response.statusCode())));
        }
        return Outcome.ANSWERED;
    }

    private void stream(Message.Request request, InputStream in, Consumer<JsonNode> answers) throws IOException {
        SseReader events = new SseReader(in);
        for (Event event = events.next(); event != null; event = events.next()) {
            JsonNode message = event.data();
            if (message != null) {
                answers.accept(message);
                if (!message.has("method") && request.id().equals(message.get("id"))) {
                    return;
                }
            }
        }
        if (open.containsKey(request.id())) {
            answers.accept(guide.brokeOff(request.id()));
        }
    }

    private static Optional<ObjectNode> object(byte[] body) {
        try {
            return StrictJson.parse(body, MAX_BODY) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** An error that was given before the request was read carries no id; the client needs one. */
    private static ObjectNode withId(ObjectNode body, JsonNode id) {
        if (!body.has("id") || body.path("id").isNull()) {
            body.set("id", id);
        }
        return body;
    }
}
