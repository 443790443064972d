package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.GRANTS_WRITE;
import static dev.countersign.core.OwnerScope.TOKENS_READ;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Revoke;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.api.Operation.Input;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Lineages;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Long-lived tokens in use: lineages of refresh tokens, and personal access tokens. Never the tokens themselves. */
final class TokenOperations {
    private static final Shape TOKEN = Shape.named("Token")
            .text("id", "The lineage of refresh tokens, or the personal access token; no token itself")
            .text("kind", "refresh or personal")
            .text("grant", "The grant it is a handle on; revoking that ends it")
            .text("client", "The client_id")
            .text("name", "What its owner calls a personal access token")
            .sometimes()
            .text("key", "Thumbprint of the key it is bound to; absent = who has it can use it")
            .sometimes()
            .time("created_at", "When it began")
            .time("last_used_at", "When it was last refreshed or used; absent = never")
            .sometimes()
            .text("last_used_from", "The address a personal access token was last used from")
            .sometimes();

    private record Listed(String id, ObjectNode view) {}

    private final Acts acts;

    TokenOperations(Acts acts) {
        this.acts = acts;
    }

    List<Operation> all() {
        return List.of(
                Operation.get(
                                "/v1/tokens",
                                TOKENS_READ,
                                Reach.LOOK,
                                "Refresh and personal access tokens in use",
                                TOKEN,
                                this::list)
                        .paged()
                        .taking(Input.OWNER),
                Operation.post(
                        "/v1/tokens/{id}/revoke",
                        GRANTS_WRITE,
                        Reach.TAKE,
                        "End a token for good, with the grant behind it",
                        SwitchOperations.SWITCH,
                        this::revoke));
    }

    private Reply list(Call call) {
        var paging = Paging.of(call);
        var view = call.view();
        return paging.reply(
                acts.read(tx -> page(view, paging.after().orElse(""), paging.fetch(), tx)), Listed::id, Listed::view);
    }

    /** Both kinds by id: each has at most as many as the page before the page is cut. */
    private static List<Listed> page(Optional<OwnerId> owner, String after, int limit, Tx tx) {
        var refresh = tx.lineages().page(owner, after, limit).stream().map(TokenOperations::view);
        var personal = tx.personalTokens().page(owner, after, limit).stream().map(token -> view(token, tx));
        return Stream.concat(refresh, personal)
                .sorted(Comparator.comparing(Listed::id))
                .limit(limit)
                .toList();
    }

    private static Listed view(Lineages.Used used) {
        var node = Views.object()
                .put("id", used.id())
                .put("kind", "refresh")
                .put("grant", used.grant().value())
                .put("client", used.client().value());
        used.key().ifPresent(key -> node.put("key", key));
        node.put("created_at", used.createdAt().toString())
                .put("last_used_at", used.lastUsedAt().toString());
        return new Listed(used.id(), node);
    }

    private static Listed view(PersonalTokens.Token token, Tx tx) {
        var grant = token.grant().flatMap(tx.grants()::find).orElseThrow();
        var node = Views.object()
                .put("id", token.id())
                .put("kind", "personal")
                .put("grant", grant.id().value())
                .put("client", grant.client().value())
                .put("name", token.name())
                .put("created_at", token.createdAt().toString());
        token.lastUsed()
                .ifPresent(use -> node.put("last_used_at", use.at().toString()).put("last_used_from", use.address()));
        return new Listed(token.id(), node);
    }

    private Reply revoke(Call call) {
        call.body();
        var grant = acts.read(tx -> behind(call.id(), tx).filter(call.caller()::maySee))
                .orElseThrow(() -> Problems.missing("token"));
        if (!call.caller().mayTakeFrom(grant)) throw Problems.role("This token is somebody else's; admins end those.");
        var key = RevocationKey.of(grant.id());
        acts.perform(new Revoke(key, Optional.of(call.caller().id())), call.origin());
        return Reply.json(
                200,
                Views.object().put("key", key.value()).put("state", "revoked").put("changed", true));
    }

    private static Optional<Grant> behind(String id, Tx tx) {
        Optional<GrantId> lineage =
                tx.lineages().find(id).map(found -> found.lineage().grant());
        return lineage.or(() -> tx.personalTokens().byId(id).flatMap(PersonalTokens.Token::grant))
                .flatMap(tx.grants()::find);
    }
}
