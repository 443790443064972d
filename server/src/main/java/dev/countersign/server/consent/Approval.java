package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Approve;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Approval.Presence;
import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Codes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The last step: a proved decision becomes a grant, and the client gets its answer, once. Thread-safe. */
final class Approval {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
    private final Acts acts;
    private final Answers answers;
    private final Verdicts verdicts;
    private final ConsentSettings settings;

    Approval(Acts acts, Answers answers, Verdicts verdicts, ConsentSettings settings) {
        this.acts = acts;
        this.answers = answers;
        this.verdicts = verdicts;
        this.settings = settings;
    }

    Reply of(
            Exchange exchange,
            SignedIn who,
            Question question,
            Chosen chosen,
            Set<GrantId> ends,
            Evidence evidence,
            Optional<Long> passkeyCount) {
        var now = acts.now();
        var draft = draft(who, question, chosen, evidence);
        var secret = Secrets.secret("co");
        var code = question.asked()
                .redirect()
                .map(target -> new Codes.Code(
                        Secrets.hash(secret),
                        draft.id(),
                        draft.client(),
                        target.uri(),
                        target.challenge(),
                        question.asked().key().map(Asked.BoundKey::thumbprint),
                        evidence.at(),
                        now.plus(CODE_LIFETIME),
                        false));
        var outcome = acts.perform(
                new Approve(question.ask().id(), draft, code, passkeyCount, ends, now), Requests.of(exchange));
        return switch (outcome) {
            case Approve.Outcome.Approved _ ->
                question.asked()
                        .redirect()
                        .map(target -> Reply.seeOther(answers.code(target, secret)))
                        .orElseGet(() ->
                                Reply.seeOther("/consent/" + question.ask().id()));
            case Approve.Outcome.Overtaken _ -> verdicts.moot(exchange, who);
            case Approve.Outcome.TooLate _ -> {
                var ask = acts.read(tx -> tx.asks().find(question.ask().id())).orElseThrow();
                yield verdicts.over(exchange, who, ask, 409);
            }
        };
    }

    private Grant draft(SignedIn who, Question question, Chosen chosen, Evidence evidence) {
        var oneCall = question.oneCall().isPresent();
        var authority =
                chosen.granted(question.ownerAuthority(), question.asked()).requireWithinLimits();
        var draft = Grant.of(
                        new GrantId(Secrets.id("gr")),
                        new Subject.Owner(who.owner().id()),
                        question.ask().client(),
                        new Presence(evidence),
                        evidence.at(),
                        chosen.until())
                .device(device(who.owner().id(), question))
                .kind(question.asked().kind())
                .authority(authority)
                .ownerScopes(chosen.grantedScopes(question.asked()))
                .catalogues(catalogues(question, authority.locations()))
                .delegation(chosen.delegation());
        if (oneCall) draft.maxUses(1);
        question.holder().ifPresent(holder -> draft.endedWith(keys(holder, oneCall)));
        return draft.build();
    }

    /** An agent that asks with what it holds stays where it proved to be with that request; else that is unproven. */
    private static Optional<DeviceId> device(OwnerId owner, Question question) {
        return question.asked()
                .key()
                .map(key -> DeviceId.of(owner, key.thumbprint()))
                .or(() -> question.holder().flatMap(question.asked()::provedDevice));
    }

    /**
     * Whatever ends the grant whose token an agent asked with ends what comes of it, proved or not: its device and its agent.
     * The end of that grant itself ends the approval of a single call; what takes its place outlives it.
     */
    private static Set<RevocationKey> keys(Grant holder, boolean oneCall) {
        return holder.keys().stream()
                .filter(key -> oneCall || key.grant().isEmpty())
                .collect(Collectors.toSet());
    }

    /** The tool lists this human saw, by server: another list does not exist for this grant. */
    private Map<String, String> catalogues(Question question, Set<String> locations) {
        var seen = new HashMap<String, String>();
        question.catalogues().forEach((place, catalogue) -> {
            if (locations.contains(place)) {
                settings.place(place)
                        .flatMap(ConsentSettings.Place::server)
                        .ifPresent(server -> seen.put(server, catalogue.digest().base64url()));
            }
        });
        return seen;
    }
}
