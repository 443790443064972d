package dev.countersign.gateway;

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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes one POST of an authenticated client: parse, decide, log, pass on. */
final class PostHandler {
    private final SealedSessions sessions;
    private final Tasks tasks;
    private final Recorder recorder;
    private final Watch watch;
    private final OneCallGate gate;

    PostHandler(SealedSessions sessions, Tasks tasks, Recorder recorder, Watch watch, StepUp stepUp) {
        this.sessions = sessions;
        this.tasks = tasks;
        this.recorder = recorder;
        this.watch = watch;
        this.gate = new OneCallGate(stepUp);
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
        Optional<Challenge> unproved = site.door().beyond(who.token(), ruling.highest());
        if (unproved.isPresent()) {
            client.challenge(unproved.get(), id(envelope), null);
            return;
        }
        if (ruling instanceof Decider.Ruling.Pass pass && !pass.changes()) {
            pass(client, site, who, envelope, revision, session, pass);
            return;
        }
        if (ruling instanceof Decider.Ruling.Short beyond
                && gate.allowed(who, envelope, beyond).isEmpty()) {
            refuse(client, site, who, envelope, beyond, revision, session);
            return;
        }
        // What may change something is decided by what the database says now.
        switch (site.door().again(who.token(), Freshness.NOW)) {
            case Admitted now -> {
                switch (decider.decide(envelope, revision, client.headers(), now)) {
                    case Decider.Ruling.Pass pass -> pass(client, site, now, envelope, revision, session, pass);
                    case Decider.Ruling.Short beyond -> once(client, site, now, envelope, revision, session, beyond);
                }
            }
            case Admission.Refused refused -> client.challenge(refused.challenge(), id(envelope), null);
            case Admission.Unavailable unavailable ->
                client.unavailable(503, "The store does not answer; nothing is changed meanwhile", 1);
        }
    }

    private void once(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Revision revision,
            SealedSessions.@Nullable Session session,
            Decider.Ruling.Short beyond)
            throws Refusal, IOException {
        Optional<Permitted> allowed = gate.allowed(who, envelope, beyond);
        boolean passed = allowed.isPresent()
                && pass(
                        client,
                        site,
                        who,
                        envelope,
                        revision,
                        session,
                        new Decider.Ruling.Pass(List.of(allowed.get())));
        if (!passed) {
            refuse(client, site, who, envelope, beyond, revision, session);
        }
    }

    /** False when nothing was passed on, because another call used the approval of this one up. */
    private boolean pass(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Revision revision,
            SealedSessions.@Nullable Session session,
            Decider.Ruling.Pass pass)
            throws Refusal, IOException {
        if (site.evidence().isPresent()) {
            Contexts.check(pass.requests());
        }
        boolean listening =
                envelope.requests().stream().anyMatch(r -> r.method().equals("subscriptions/listen"));
        try (Watch.Entry entry = watch.open(client, site, who.holding().grant(), listening);
                Journal journal = new Journal(recorder, client.origin())) {
            if (!journal.begin(site, who, pass.requests())) {
                return false;
            }
            Outbound outbound = new Outbound(site, revision, who, tasks, journal, pass.requests());
            Envelope forwarded = revision.era() == Era.STATELESS ? OneCallGate.forUpstream(envelope) : envelope;
            Evidence.Sent sent = site.evidence().isPresent()
                    ? site.evidence().get().sent(who, forwarded, client.headers(), pass.requests(), journal)
                    : new Evidence.Sent(forwarded, Trace.of(client.headers()));
            new PostExchange(client, site, who, sessions, outbound, entry)
                    .run(sent.envelope(), sent.headers(), revision, session);
            if (entry.revoked() && !client.committed()) {
                String why = "The grant ended while the call was under way";
                client.challenge(Challenge.invalidToken(why, site.door().resourceMetadata()), id(envelope), null);
            }
            return true;
        }
    }

    private void refuse(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Decider.Ruling.Short beyond,
            Revision revision,
            SealedSessions.@Nullable Session session)
            throws IOException {
        try (Journal journal = new Journal(recorder, client.origin())) {
            journal.refused(site, who, beyond);
        }
        gate.refuse(client, site, who, envelope, beyond, revision, session);
    }

    private static @Nullable JsonNode id(Envelope envelope) {
        return envelope.single() instanceof Message.Request request ? request.id() : null;
    }
}
