package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.CLIENTS_WRITE;
import static dev.countersign.core.OwnerScope.DEVICES_WRITE;
import static dev.countersign.core.OwnerScope.GRANTS_WRITE;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Bar;
import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ends, stops and resumes by grant, agent, client, device, owner or everything: one row each, felt at the next call. What an
 * owner does to an agent, a client or a device reaches their own grants only; an admin may reach everybody's. What an admin
 * suspends that is not their own stays so until an admin or the operator resumes it.
 */
final class SwitchOperations {
    static final Shape SWITCH = Shape.named("Switch")
            .text("key", "What was reached")
            .text("state", "revoked, suspended, resumed or barred; what an admin suspends is held until one resumes it")
            .flag("changed", "false = it was so before");

    private static final Shape EVERYONE = Shape.named("Everyone")
            .flag("everyone", "true = everybody's grants, not only yours; admins only")
            .sometimes();

    private enum Verb {
        REVOKE("revoke", "End for good", "revoked"),
        SUSPEND("suspend", "Stop until resumed", "suspended"),
        RESUME("resume", "Let go on with what was suspended; 409 while an admin holds it", "resumed");

        private final String word;
        private final String summary;
        private final String state;

        Verb(String word, String summary, String state) {
            this.word = word;
            this.summary = summary;
            this.state = state;
        }
    }

    private final Acts acts;

    SwitchOperations(Acts acts) {
        this.acts = acts;
    }

    List<Operation> all() {
        var all = new ArrayList<Operation>();
        for (var verb : Verb.values()) {
            all.add(take("/v1/grants/{id}/", verb, ", with all that came of it", this::grant));
            for (var kind : PartyKind.values()) {
                var what = ", all grants of this " + kind.word();
                all.add(take(kind.path() + "/{id}/", verb, what, call -> party(kind, call))
                        .reading(EVERYONE));
            }
            all.add(take("/v1/owners/{id}/", verb, ", all grants of this owner; me = you", this::owner));
            all.add(Operation.post(
                    "/v1/all/" + verb.word,
                    GRANTS_WRITE,
                    Reach.ADMIN,
                    verb.summary + ", every grant there is",
                    SWITCH,
                    call -> done(call, verb, everything(call))));
        }
        all.add(bar(PartyKind.CLIENT, CLIENTS_WRITE));
        all.add(bar(PartyKind.DEVICE, DEVICES_WRITE));
        return all;
    }

    private Operation take(String prefix, Verb verb, String what, Function<Call, RevocationKey> key) {
        return Operation.post(
                prefix + verb.word,
                GRANTS_WRITE,
                Reach.TAKE,
                verb.summary + what,
                SWITCH,
                call -> done(call, verb, key.apply(call)));
    }

    private Operation bar(PartyKind kind, OwnerScope scope) {
        return Operation.post(
                kind.path() + "/{id}/bar",
                scope,
                Reach.ADMIN,
                "Bar for good: every grant of this " + kind.word()
                        + " ends, and every later one; the console or the host unbars",
                SWITCH,
                call -> barred(call, kind.key(Segment.id(call.id()))));
    }

    private Reply done(Call call, Verb verb, RevocationKey key) {
        var by = Optional.of(call.caller().id());
        var changed = switch (verb) {
            case REVOKE -> {
                acts.perform(new Revoke(key, by), call.origin());
                yield true;
            }
            case SUSPEND ->
                switch (acts.perform(new Suspend(key, by), call.origin())) {
                    case SUSPENDED, HELD -> true;
                    case NOT_THEIRS -> throw notTheirs();
                };
            case RESUME ->
                switch (acts.perform(new Resume(key, by), call.origin())) {
                    case RESUMED -> true;
                    case NOT_SUSPENDED -> false;
                    case HELD -> throw held();
                    case NOT_THEIRS -> throw notTheirs();
                };
        };
        return answer(key, verb.state, changed);
    }

    private static Refusal.Problem held() {
        return Problems.conflict(
                "An administrator stopped this",
                "An admin or the operator suspended it, and it stays so until one of them resumes it: ask them. What you"
                        + " had suspended yourself is resumed.");
    }

    private static Refusal.Problem notTheirs() {
        return Problems.role("This is not yours to stop or to resume; admins do that.");
    }

    private Reply barred(Call call, RevocationKey key) {
        requireAdmin(call);
        call.body();
        acts.perform(new Bar(key, Optional.of(call.caller().id())), call.origin());
        return answer(key, "barred", true);
    }

    private static Reply answer(RevocationKey key, String state, boolean changed) {
        return Reply.json(
                200, Views.object().put("key", key.value()).put("state", state).put("changed", changed));
    }

    private RevocationKey grant(Call call) {
        call.body();
        var grant = acts.read(tx -> GrantOperations.visible(call, tx));
        if (!call.caller().mayTakeFrom(grant)) throw Problems.role("This grant is somebody else's; admins end those.");
        return RevocationKey.of(grant.id());
    }

    private RevocationKey party(PartyKind kind, Call call) {
        var everyone = call.body().path("everyone");
        if (!everyone.isMissingNode() && !everyone.isBoolean()) throw Problems.malformed("everyone is true or false.");
        var id = Segment.id(call.id());
        if (everyone.asBoolean(false)) {
            requireAdmin(call);
            return kind.key(id);
        }
        var me = call.caller().id();
        var mine = acts.read(tx -> tx.parties().find(kind.stored(), Optional.of(me), id, acts.now()));
        if (mine.isEmpty()) throw Problems.missing(kind.word());
        return kind.key(id).within(me);
    }

    private RevocationKey owner(Call call) {
        call.body();
        var me = call.caller().id();
        if (call.id().equals("me") || call.id().equals(me.value())) return RevocationKey.of(me);
        if (!call.caller().admin()) throw Problems.missing("owner");
        return acts.read(tx -> tx.owners().find(new OwnerId(call.id())))
                .map(found -> RevocationKey.of(found.id()))
                .orElseThrow(() -> Problems.missing("owner"));
    }

    private static RevocationKey everything(Call call) {
        call.body();
        requireAdmin(call);
        return RevocationKey.ALL;
    }

    private static void requireAdmin(Call call) {
        if (!call.caller().admin()) throw Problems.role("This reaches everybody's grants, so it is for admins.");
    }
}
