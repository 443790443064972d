package dev.countersign.server.host;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Redact;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.ledger.Audit;
import dev.countersign.acts.ledger.Log;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.acts.ledger.Stored;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.server.operations.Foundation;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Owners;
import dev.countersign.store.PersonalTokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers the host's questions about the log of acts. */
final class AuditDesk {
    private static final int PAGE = 1_000;
    private static final int TRACED = 10_000;

    private final Foundation foundation;

    AuditDesk(Foundation foundation) {
        this.foundation = foundation;
    }

    ObjectNode answer(String command, ObjectNode request) {
        return switch (command) {
            case "audit-key" ->
                object().put("key", foundation.ledger().log().key().toString())
                        .put("witness", foundation.ledger().witness().key().toString());
            case "audit-verify" -> verify(request);
            case "audit-prove" -> prove(request.path("event").asString(""));
            case "audit-entries" -> entries(request.path("from").asLong(0));
            case "audit-news" -> news(request.path("from").asLong(0));
            case "audit-redact" -> redact(request.path("owner").asString(""));
            case "audit-trace" -> trace(request.path("of").asString(""));
            default ->
                throw new HostRefusal("the running server does not know this command; it may be older, restart it");
        };
    }

    private ObjectNode verify(ObjectNode request) {
        NoteKey key = request.path("key")
                .stringValueOpt()
                .map(NoteKey::parse)
                .orElse(foundation.ledger().log().key());
        List<SignedNote> anchors = request.path("anchors")
                .valueStream()
                .map(note -> SignedNote.parse(note.asString("")))
                .toList();
        return AuditJson.of(Audit.of(new Stored(foundation.acts()), key, anchors));
    }

    private ObjectNode prove(String event) {
        Log log = new Log(foundation.acts());
        Optional<Receipt> receipt = log.receipt(event);
        if (receipt.isEmpty()) {
            // Beside a running server the lease may be in other hands, which are as quick.
            Sequencer.catchUp(foundation.acts(), foundation.ledger());
            receipt = log.awaited(event);
        }
        return object().put(
                        "receipt",
                        receipt.orElseThrow(() -> new HostRefusal("there is no event " + event
                                        + " in the log; `audit tail` and `audit export` name them"))
                                .text());
    }

    private ObjectNode entries(long from) {
        ObjectNode answer = object();
        foundation
                .acts()
                .read(tx -> tx.ledger().leaves(from, from + PAGE))
                .forEach(leaf -> answer.withArray("entries").add(AuditJson.of(leaf)));
        answer.put("size", size());
        return answer;
    }

    /** Entries from a place on, and those that have none yet: an act is there as soon as it is committed. */
    private ObjectNode news(long from) {
        ObjectNode answer = entries(from < 0 ? Math.max(0, size() + from) : from);
        List<Events.Stored> waiting = foundation.acts().read(tx -> tx.ledger().waiting(PAGE));
        waiting.forEach(stored -> answer.withArray("waiting").add(AuditJson.of(stored.entry())));
        return answer;
    }

    private long size() {
        Optional<LedgerRows.Head> head =
                foundation.acts().read(tx -> tx.ledger().head());
        return head.map(LedgerRows.Head::size).orElse(0L);
    }

    private ObjectNode redact(String name) {
        Optional<Owners.Owner> owner = foundation.acts().read(tx -> tx.owners().named(name));
        OwnerId id = owner.map(Owners.Owner::id)
                .orElseThrow(() -> new HostRefusal("there is no owner named \"" + name + "\""));
        Sequencer.catchUp(foundation.acts(), foundation.ledger());
        Redact act = new Redact(Optional.of(id), foundation.acts().now(), "owner");
        int erased = 0;
        for (int done = Redact.MOST; done == Redact.MOST; erased += done) {
            done = foundation.acts().perform(act, Origin.HOST);
        }
        return object().put("erased", erased);
    }

    private ObjectNode trace(String of) {
        Grant traced = named(of);
        List<Grant> tree = foundation.acts().read(tx -> tx.grants().tree(traced.root()));
        ObjectNode answer = object().put("grant", traced.id().value());
        for (Grant grant : tree) {
            ObjectNode shown = answer.withArray("grants").addObject();
            describe(grant, shown);
            List<Events.Stored> events = new ArrayList<>(
                    foundation.acts().read(tx -> tx.events().ofGrant(grant.id().value(), TRACED)));
            events.sort(Comparator.comparingLong(Events.Stored::seq));
            events.forEach(stored -> shown.withArray("events").add(AuditJson.of(stored.entry())));
        }
        return answer;
    }

    private void describe(Grant grant, ObjectNode shown) {
        shown.put("id", grant.id().value());
        grant.parent().ifPresent(parent -> shown.put("parent", parent.value()));
        shown.put("subject", subject(grant.subject()))
                .put("client", grant.client().value())
                .put("agent", grant.agent().value())
                .put("approved_at", grant.approvedAt().toString())
                .put("until", grant.until().toString());
        grant.device().ifPresent(device -> shown.put("device", device.value()));
        shown.put("approval", Reasons.of(grant.approval()));
        shown.set("authority", StrictJson.parse(grant.authority().canonical()));
    }

    private String subject(Subject subject) {
        return switch (subject) {
            case Subject.Owner(var id) -> {
                Optional<Owners.Owner> owner =
                        foundation.acts().read(tx -> tx.owners().find(id));
                yield owner.map(Owners.Owner::name).orElse(id.value());
            }
            case Subject.Service service -> service.sub();
        };
    }

    private Grant named(String of) {
        GrantId id = new GrantId(grantOf(of));
        Optional<Grant> grant = foundation.acts().read(tx -> tx.grants().find(id));
        return grant.orElseThrow(
                () -> new HostRefusal("no grant of this server is behind it; give a grant's id or a token"));
    }

    private String grantOf(String of) {
        if (of.startsWith("cs_rt_")) {
            return new RefreshTokens(foundation.master())
                    .read(of)
                    .flatMap(presented ->
                            foundation.acts().read(tx -> tx.lineages().find(presented.lineage())))
                    .map(stored -> stored.lineage().grant().value())
                    .orElse("");
        }
        if (of.startsWith("cs_pat_")) {
            return foundation
                    .acts()
                    .read(tx -> tx.personalTokens().find(Secrets.hash(of)))
                    .flatMap(PersonalTokens.Token::grant)
                    .map(GrantId::value)
                    .orElse("");
        }
        if (of.startsWith("pat_")) {
            return foundation
                    .acts()
                    .read(tx -> tx.personalTokens().withId(of))
                    .flatMap(PersonalTokens.Token::grant)
                    .map(GrantId::value)
                    .orElse("");
        }
        String[] parts = of.split("\\.", -1);
        if (parts.length != 3) {
            return of;
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return StrictJson.parse(new String(claims, StandardCharsets.UTF_8))
                    .path("grant_id")
                    .asString("");
        } catch (IllegalArgumentException | MalformedJson notOurs) {
            throw new HostRefusal("this is no token of this server");
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
