package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import dev.countersign.gateway.upstream.Post;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Mirrored;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Passes one permitted POST on and brings back what comes, event by event. */
final class PostExchange {
    private final Client client;
    private final Site site;
    private final Admitted who;
    private final SealedSessions sessions;
    private final Outbound outbound;
    private final Watch.Entry watch;

    PostExchange(
            Client client, Site site, Admitted who, SealedSessions sessions, Outbound outbound, Watch.Entry watch) {
        this.client = client;
        this.site = site;
        this.who = who;
        this.sessions = sessions;
        this.outbound = outbound;
        this.watch = watch;
    }

    /**
     * Runs it to its end.
     *
     * @param headers what goes beside the message, besides those that repeat parts of it
     * @param session what {@code Mcp-Session-Id} held, or null
     * @throws IOException when the client has gone
     */
    void run(
            Envelope envelope, Map<String, String> headers, Revision revision, SealedSessions.@Nullable Session session)
            throws IOException, Refusal {
        Caller caller = caller(who);
        Map<String, String> all = revision.era() == Era.STATELESS ? mirrored(client.headers()) : new TreeMap<>();
        all.putAll(headers);
        Answer answer = site.behind(who)
                .post(new Post(
                        caller, envelope, revision, session == null ? null : session.upstream(), all, client.life()));
        if (envelope.single() instanceof Message.Request request
                && request.method().equals("initialize")
                && revision.era() == Era.SESSION) {
            initialized(request, collapsed(answer, 1));
        } else {
            deliver(envelope, answer);
        }
    }

    static Caller caller(Admitted who) {
        return new Caller(
                who.holding().grant().id().value(), who.holding().grant().root().value());
    }

    private void deliver(Envelope envelope, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Accepted accepted -> client.empty(202);
            case Answer.NoSession none -> client.error(404, "This session is not known (any more); start a new one");
            case Answer.NotOffered not -> client.error(502, "The guarded server takes no messages at its address");
            case Answer.Failed failed -> failed(failed);
            case Answer.Body body -> {
                JsonNode out = isIdlessError(body.json()) ? body.json() : outbound.outgoing(body.json());
                if (out == null) {
                    client.error(502, "The guarded server answered something else than was asked");
                } else {
                    client.json(body.status(), out);
                }
            }
            case Answer.Stream stream -> {
                if (client.accepts("text/event-stream")) {
                    stream(stream.events());
                } else {
                    deliver(envelope, collapsed(answer, envelope.requests().size()));
                }
            }
        }
    }

    /** An error about a request whose id the upstream could not read. */
    private static boolean isIdlessError(JsonNode message) {
        return message.has("error") && !message.has("id") && !message.has("method") && !message.has("result");
    }

    private void failed(Answer.Failed failed) throws IOException {
        if (!watch.revoked()) {
            client.unavailable(failed.status(), failed.message(), failed.retryAfter());
        }
    }

    private void stream(Events stream) throws IOException {
        try (Events events = stream) {
            client.stream();
            for (Event event = next(events); event != null; event = next(events)) {
                JsonNode data = event.data();
                JsonNode out = data == null ? null : outbound.outgoing(data);
                if (out != null) {
                    client.event(Event.of(out)); // without its id: an answer is not taken up again with a GET
                }
            }
            client.finish();
        }
    }

    /** The stream of a broken upstream ends like one that is over: what it did not answer, the log calls lost. */
    private static @Nullable Event next(Events events) {
        try {
            return events.next();
        } catch (IOException e) {
            return null;
        }
    }

    /** The answers of a stream as one JSON value, for a client that takes no stream. */
    private static Answer collapsed(Answer answer, int expected) {
        if (!(answer instanceof Answer.Stream stream)) {
            return answer;
        }
        ArrayNode answers = JsonNodeFactory.instance.arrayNode();
        try (Events events = stream.events()) {
            for (Event event = next(events); event != null && answers.size() < expected; event = next(events)) {
                JsonNode data = event.data();
                if (data != null && data.isObject() && !data.has("method")) {
                    answers.add(data);
                }
                if (answers.size() == expected) {
                    break;
                }
            }
        }
        return answers.isEmpty()
                ? new Answer.Failed(502, "The guarded server gave no answer", 0)
                : new Answer.Body(200, answers.size() == 1 ? answers.get(0) : answers, stream.session());
    }

    private void initialized(Message.Request request, Answer answer) throws IOException, Refusal {
        if (!(answer instanceof Answer.Body(int status, ObjectNode response, String opened))
                || !response.has("result")) {
            deliver(new Envelope(List.of(request), false), answer);
            return;
        }
        String version = response.path("result").path("protocolVersion").asString("");
        Revision negotiated = Revision.of(version)
                .filter(r -> r.era() == Era.SESSION)
                .orElseThrow(() -> new Refusal(
                        200,
                        Rpc.INVALID_PARAMS,
                        request.id(),
                        "The guarded server wants to speak revision " + version + ", which is not carried"));
        JsonNode out = outbound.outgoing(response);
        if (out == null) {
            client.error(502, "The guarded server answered something else than was asked");
            return;
        }
        boolean urls =
                Params.at(request.json(), "capabilities").path("elicitation").has("url");
        client.session(sessions.close(
                new SealedSessions.Session(opened, negotiated, urls),
                who.holding().grant().id(),
                site.name()));
        client.json(status, out);
    }

    private static Map<String, String> mirrored(HttpFields headers) {
        Map<String, String> mirrored = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (HttpField field : headers) {
            String value = field.getValue();
            if (value != null
                    && (field.is(Mirrored.METHOD) || field.is(Mirrored.NAME) || Mirrored.isParam(field.getName()))) {
                mirrored.put(field.getName(), value);
            }
        }
        return mirrored;
    }
}
