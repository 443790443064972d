package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import dev.countersign.gateway.upstream.Listen;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** GET and DELETE, which exist in the revisions with sessions only. */
final class SessionHandler {
    private static final String LOST = "This session is not known for this grant; start a new one";

    private final SealedSessions sessions;
    private final Tasks tasks;
    private final Recorder recorder;
    private final Watch watch;

    SessionHandler(SealedSessions sessions, Tasks tasks, Recorder recorder, Watch watch) {
        this.sessions = sessions;
        this.tasks = tasks;
        this.recorder = recorder;
        this.watch = watch;
    }

    /** Opens the stream of messages that answer no request. */
    void listen(Client client, Site site, Admitted who) throws Refusal, Site.Unready, IOException {
        if (site.revisions().stream().noneMatch(r -> r.era() == Era.SESSION)) {
            client.notOffered("POST");
            return;
        }
        if (!client.accepts("text/event-stream")) {
            client.error(406, "GET answers with text/event-stream only; accept that");
            return;
        }
        Optional<SealedSessions.Session> session = session(client, site, who);
        if (session.isEmpty()) {
            return;
        }
        Revision revision = session.get().revision();
        try (Watch.Entry entry = watch.open(client, site, who.holding().grant(), true);
                Journal journal = new Journal(recorder, client.origin())) {
            Outbound outbound = new Outbound(site, revision, who, tasks, journal, List.of());
            Answer answer = site.behind(who)
                    .listen(new Listen(
                            PostExchange.caller(who),
                            revision,
                            session.get().upstream(),
                            client.headers().get("Last-Event-ID"),
                            beside(client, site, who, journal),
                            client.life()));
            switch (answer) {
                case Answer.Stream stream -> stream(client, stream.events(), outbound);
                case Answer.NotOffered not -> client.notOffered("POST, DELETE");
                case Answer.NoSession none -> client.error(404, LOST);
                case Answer.Failed failed
                when !entry.revoked() -> client.unavailable(failed.status(), failed.message(), failed.retryAfter());
                default -> client.error(502, "The guarded server opened no stream");
            }
        }
    }

    private static void stream(Client client, Events stream, Outbound outbound) throws IOException {
        try (Events events = stream) {
            client.stream();
            for (Event event = events.next(); event != null; event = events.next()) {
                JsonNode data = event.data();
                JsonNode out = data == null ? null : outbound.outgoing(data);
                if (out != null || data == null) {
                    client.event(new Event(event.id(), event.retry(), out));
                }
            }
        } catch (IOException e) {
            if (!client.committed()) {
                throw e;
            }
        }
        client.finish();
    }

    /** Ends a session. */
    void end(Client client, Site site, Admitted who) throws Refusal, IOException {
        Optional<SealedSessions.Session> session = session(client, site, who);
        if (session.isEmpty()) {
            return;
        }
        Answer answer;
        try (Journal journal = new Journal(recorder, client.origin())) {
            answer = site.behind(who)
                    .end(PostExchange.caller(who), session.get().upstream(), beside(client, site, who, journal));
        }
        switch (answer) {
            case Answer.NotOffered not -> client.notOffered("POST, GET");
            case Answer.NoSession none -> client.error(404, LOST);
            case Answer.Failed failed -> client.unavailable(failed.status(), failed.message(), failed.retryAfter());
            default -> client.empty(204);
        }
    }

    private static Map<String, String> beside(Client client, Site site, Admitted who, Journal journal) throws Refusal {
        return site.evidence().isPresent()
                ? site.evidence().get().headers(who, client.headers(), journal)
                : Trace.of(client.headers());
    }

    /** The session of the request; when there is none, the client has been told. */
    private Optional<SealedSessions.Session> session(Client client, Site site, Admitted who) throws IOException {
        String presented = client.headers().get(Client.SESSION);
        if (presented == null) {
            client.error(400, "The header " + Client.SESSION + " is missing");
            return Optional.empty();
        }
        Optional<SealedSessions.Session> session =
                sessions.open(presented, who.holding().grant().id(), site.name());
        if (session.isEmpty()) {
            client.error(404, LOST);
            return session;
        }
        String version = client.headers().get(Protocol.VERSION_HEADER);
        if (version != null && !version.equals(session.get().revision().text())) {
            client.error(400, Protocol.VERSION_HEADER + " is not the revision this session agreed on");
            return Optional.empty();
        }
        return session;
    }
}
