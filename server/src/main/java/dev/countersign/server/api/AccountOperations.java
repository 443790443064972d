package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.GRANTS_READ;
import static dev.countersign.core.OwnerScope.OWNERS_READ;
import static dev.countersign.core.OwnerScope.SESSIONS_READ;
import static dev.countersign.core.OwnerScope.SESSIONS_WRITE;

import dev.countersign.acts.Acts;
import dev.countersign.acts.SignOut;
import dev.countersign.core.Digest;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Owners;
import dev.countersign.store.Sessions.Session;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** People: who the token speaks for, who has an account, and their signed-in browsers. */
final class AccountOperations {
    private static final Shape OWNER = Shape.named("Owner")
            .text("id", "The owner")
            .text("name", "The name they sign in with")
            .text("role", "owner, admin or auditor")
            .time("created_at", "When the account was added");

    private static final Shape SELF = Shape.named("Self")
            .one("owner", OWNER, "Who this token speaks for")
            .text("grant", "The grant behind this token")
            .text("scope", "What it may do here")
            .time("until", "When this token ends");

    private static final Shape SESSION = Shape.named("Session")
            .text("id", "The session")
            .text("method", "How they signed in: passkey or passphrase")
            .time("created_at", "When")
            .time("expires_at", "Until when")
            .text("from", "The address they signed in from")
            .text("user_agent", "The browser, as it says");

    private static final Shape ENDED =
            Shape.named("SessionEnded").text("id", "The session").text("state", "ended");

    private final Acts acts;

    AccountOperations(Acts acts) {
        this.acts = acts;
    }

    List<Operation> all() {
        return List.of(
                Operation.get("/v1", GRANTS_READ, Reach.SHARED, "Who this token speaks for", SELF, this::self)
                        .withoutScope(),
                Operation.get("/v1/owners", OWNERS_READ, Reach.LOOK, "Accounts", OWNER, this::owners)
                        .paged(),
                Operation.get("/v1/owners/{id}", OWNERS_READ, Reach.LOOK, "One account; me = you", OWNER, this::owner),
                Operation.get("/v1/sessions", SESSIONS_READ, Reach.OWN, "Signed-in browsers", SESSION, this::sessions)
                        .paged(),
                Operation.post(
                        "/v1/sessions/{id}/end", SESSIONS_WRITE, Reach.OWN, "Sign a browser out", ENDED, this::end));
    }

    private Reply self(Call call) {
        var node = Views.object();
        node.set("owner", view(call.caller().owner()));
        return call.one(node.put("grant", call.caller().grant().id().value())
                .put("scope", OwnerScope.render(call.caller().scopes()))
                .put("until", call.caller().until().toString()));
    }

    private Reply owners(Call call) {
        var paging = Paging.of(call);
        var all = call.caller().seesAll()
                ? acts.read(tx -> tx.owners().all())
                : List.of(call.caller().owner());
        return paging.reply(
                all.stream()
                        .sorted(java.util.Comparator.comparing(
                                owner -> owner.id().value()))
                        .filter(owner ->
                                owner.id().value().compareTo(paging.after().orElse("")) > 0)
                        .limit(paging.fetch())
                        .toList(),
                owner -> owner.id().value(),
                AccountOperations::view);
    }

    private Reply owner(Call call) {
        var caller = call.caller();
        var id = call.id().equals("me") ? caller.id() : new OwnerId(call.id());
        var found = caller.seesAll() || id.equals(caller.id())
                ? acts.read(tx -> tx.owners().find(id))
                : java.util.Optional.<Owners.Owner>empty();
        return call.one(found.map(AccountOperations::view).orElseThrow(() -> Problems.missing("owner")));
    }

    private static ObjectNode view(Owners.Owner owner) {
        return Views.object()
                .put("id", owner.id().value())
                .put("name", owner.name())
                .put("role", owner.role().wire())
                .put("created_at", owner.createdAt().toString());
    }

    private Reply sessions(Call call) {
        var paging = Paging.of(call);
        return paging.reply(
                mine(call).stream()
                        .sorted(java.util.Comparator.comparing(AccountOperations::publicId))
                        .filter(session ->
                                publicId(session).compareTo(paging.after().orElse("")) > 0)
                        .limit(paging.fetch())
                        .toList(),
                AccountOperations::publicId,
                session -> Views.object()
                        .put("id", publicId(session))
                        .put("method", session.method())
                        .put("created_at", session.createdAt().toString())
                        .put("expires_at", session.expiresAt().toString())
                        .put("from", session.address())
                        .put("user_agent", session.userAgent()));
    }

    private Reply end(Call call) {
        call.body();
        var session = mine(call).stream()
                .filter(each -> publicId(each).equals(call.id()))
                .findFirst()
                .orElseThrow(() -> Problems.missing("session"));
        acts.perform(new SignOut(session), call.origin());
        return Reply.json(200, Views.object().put("id", call.id()).put("state", "ended"));
    }

    private List<Session> mine(Call call) {
        return acts.read(tx -> tx.sessions().of(call.caller().id(), acts.now()));
    }

    /** Names a session without the hash that is stored: what is shown must not help to look one up. */
    private static String publicId(Session session) {
        return Digest.of("session\n" + session.hash()).base64url().substring(0, 22);
    }
}
