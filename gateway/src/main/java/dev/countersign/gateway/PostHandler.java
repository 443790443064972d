package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Mirrored;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Challenge;
import dev.countersign.guard.Freshness;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes one POST of an authenticated client: parse, decide, log, pass on. */
final class PostHandler {
    private final SealedSessions sessions;
    private final Tasks tasks;
    private final Recorder recorder;
    private final Watch watch;
    private final StepUp stepUp;

    PostHandler(SealedSessions sessions, Tasks tasks, Recorder recorder, Watch watch, StepUp stepUp) {
        this.sessions = sessions;
        this.tasks = tasks;
        this.recorder = recorder;
        this.watch = watch;
        this.stepUp = stepUp;
    }

    /**
     * Handles it.
     *
     * @throws Refusal when the message is not passed on
     * @throws Site.Unready when the guarded server cannot be asked yet
     * @throws IOException when the client has gone
     */
    void handle(Client client, Site site, Admitted who, byte[] body) throws Refusal, Site.Unready, IOException {
        Envelope envelope = Envelope.parse(body);
        ForgedContext.check(envelope, client.headers());
        String presented = client.headers().get(Client.SESSION);
        SealedSessions.Session session = presented == null
                ? null
                : sessions.open(presented, who.holding().grant().id(), site.name())
                        .orElse(null);
        Revision revision =
                Protocol.of(envelope, client.headers(), session == null ? null : session.revision(), site.revisions());
        if (revision.era() == Era.SESSION && presented != null && session == null) {
            throw new Refusal(
                    404,
                    Rpc.INVALID_REQUEST,
                    id(envelope),
                    "This session is not known for this grant; start a new one");
        }
        Mirrored.check(envelope, client.headers(), revision);
        decided(client, site, who, envelope, revision, revision.era() == Era.STATELESS ? null : session);
    }

    private void decided(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Revision revision,
            SealedSessions.@Nullable Session session)
            throws Refusal, Site.Unready, IOException {
        Decider decider = new Decider(site, tasks);
        Decider.Ruling ruling = decider.decide(envelope, revision, client.headers(), who);
        Admitted current = who;
        if (ruling instanceof Decider.Ruling.Pass pass && pass.changes()) {
            // What may change something is decided by what the database says now.
            switch (site.door().again(who.token(), Freshness.NOW)) {
                case Admitted admitted -> {
                    current = admitted;
                    ruling = decider.decide(envelope, revision, client.headers(), admitted);
                }
                case Admission.Refused refused -> {
                    client.challenge(refused.challenge(), id(envelope), null);
                    return;
                }
                case Admission.Unavailable unavailable -> {
                    client.unavailable(503, "The store does not answer; nothing is changed meanwhile", 1);
                    return;
                }
            }
        }
        switch (ruling) {
            case Decider.Ruling.Short beyond -> refuse(client, site, current, envelope, beyond, session);
            case Decider.Ruling.Pass pass -> pass(client, site, current, envelope, revision, session, pass);
        }
    }

    private void pass(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Revision revision,
            SealedSessions.@Nullable Session session,
            Decider.Ruling.Pass pass)
            throws Refusal, IOException {
        boolean listening =
                envelope.requests().stream().anyMatch(r -> r.method().equals("subscriptions/listen"));
        try (Watch.Entry entry = watch.open(client, site, who.holding().grant().id(), listening);
                Journal journal = new Journal(recorder, client.origin())) {
            journal.begin(site, who, pass.requests());
            Outbound outbound = new Outbound(site, revision, who, tasks, journal, pass.requests());
            new PostExchange(client, site, who, sessions, outbound, entry).run(envelope, revision, session);
            if (entry.revoked() && !client.committed()) {
                String why = "The grant ended while the call was under way";
                client.challenge(Challenge.invalidToken(why, site.door().resourceMetadata()), id(envelope), null);
            }
        }
    }

    private void refuse(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Decider.Ruling.Short beyond,
            SealedSessions.@Nullable Session session)
            throws IOException {
        try (Journal journal = new Journal(recorder, client.origin())) {
            journal.refused(site, who, beyond);
        }
        Call call = beyond.calls().getFirst();
        Optional<String> page = beyond.needed() == Access.DESTRUCTIVE
                ? stepUp.page(who.holding().grant(), call).map(URI::toString)
                : Optional.empty();
        JsonNode id = id(envelope);
        boolean elicits = session != null && session.urlElicitation() && session.revision() == Revision.R2025_11_25;
        if (page.isPresent() && elicits && id != null) {
            client.json(200, elicitation(id, page.get(), beyond.why()));
        } else {
            Challenge challenge = Challenge.insufficientScope(
                    beyond.needed(), beyond.why(), site.door().resourceMetadata());
            client.challenge(challenge, id, page.orElse(null));
        }
    }

    /** The error that sends the human of a client to a page (MCP 2025-11-25, URL elicitation required). */
    private static ObjectNode elicitation(JsonNode id, String url, String why) {
        ObjectNode data = Rpc.object();
        data.putArray("elicitations")
                .addObject()
                .put("mode", "url")
                .put("elicitationId", UUID.randomUUID().toString())
                .put("url", url)
                .put("message", why + " Its human can allow it on this page.");
        return Rpc.error(id, Rpc.URL_ELICITATION_REQUIRED, "A human has to allow this call", data);
    }

    private static @Nullable JsonNode id(Envelope envelope) {
        return envelope.single() instanceof Message.Request request ? request.id() : null;
    }
}
