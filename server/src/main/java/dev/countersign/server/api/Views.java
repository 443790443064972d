package dev.countersign.server.api;

import dev.countersign.acts.Standing;
import dev.countersign.core.Approval;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How a grant is shown, and what the API says of problems. */
final class Views {
    /** RFC 9457 §3.1. */
    static final Shape PROBLEM = Shape.named("Problem")
            .text("type", "What kind of problem; about:blank says no more than the status")
            .text("title", "The kind of problem in a few words")
            .number("status", "The HTTP status")
            .text("detail", "What was wrong here and what to do")
            .text("instance", "Names this answer, for the operator");

    static final Shape APPROVAL = Shape.named("Approval")
            .text("kind", "presence, delegated, configured or asserted")
            .text("method", "How the human proved presence: passkey or passphrase")
            .sometimes()
            .time("at", "When they proved it")
            .sometimes()
            .text("parent", "The grant it was delegated from")
            .sometimes()
            .text("entry", "Digest of the configuration entry")
            .sometimes()
            .text("issuer", "The identity provider that asserted it")
            .sometimes();

    static final Shape DELEGATION = Shape.named("Delegation")
            .number("depth", "How many times it may be handed on; 0 = not")
            .texts("to", "To which clients; any = every configured client and every client with a live grant")
            .time("until", "Until when")
            .sometimes();

    static final Shape GRANT = Shape.named("Grant")
            .text("id", "The grant")
            .text("root", "The grant at the top of its tree")
            .text("parent", "The grant it was delegated from")
            .sometimes()
            .text(
                    "standing",
                    "alive, not_yet, ended_by_time, revoked, suspended, held (suspended by an admin or the operator) or barred")
            .text("kind", "client (for agents) or owner (for this API)")
            .text("subject", "Whose authority it carries: an owner's id, or client: and a client id")
            .text("client", "The client_id")
            .text("client_name", "What the client calls itself, or the operator calls it")
            .sometimes()
            .text("agent", "The agent: the client on its device")
            .text("device", "The device, known by a key it proved; absent = where it runs is unproven")
            .sometimes()
            .details("authorization_details", "What it allows (RFC 9396)")
            .text("scope", "The same as scopes")
            .object("catalogues", "Server to digest of the tool catalogue the human saw")
            .one("delegation", DELEGATION, "Whether the agent may hand a part of it on")
            .one("approval", APPROVAL, "Why it exists")
            .time("approved_at", "When it was approved, by the database's clock")
            .time("not_before", "From when it counts")
            .time("until", "When it ends")
            .number("max_uses", "How many calls it allows; absent = no limit")
            .sometimes();

    private Views() {}

    static ObjectNode grant(Grant grant, Standing standing, ClientNames names) {
        var node =
                object().put("id", grant.id().value()).put("root", grant.root().value());
        grant.parent().map(GrantId::value).ifPresent(parent -> node.put("parent", parent));
        node.put("standing", standing.name().toLowerCase(Locale.ROOT))
                .put("kind", grant.kind().wire())
                .put("subject", grant.subject().sub())
                .put("client", grant.client().value());
        names.of(grant.client()).ifPresent(name -> node.put("client_name", name));
        node.put("agent", grant.agent().value());
        grant.device().ifPresent(device -> node.put("device", device.value()));
        node.set("authorization_details", grant.authority().toJson());
        node.put(
                "scope",
                grant.kind() == TokenKind.OWNER
                        ? OwnerScope.render(grant.ownerScopes())
                        : String.join(" ", grant.authority().scopes()));
        var catalogues = node.putObject("catalogues");
        new TreeMap<>(grant.catalogues()).forEach(catalogues::put);
        node.set("delegation", delegation(grant));
        node.set("approval", approval(grant.approval()));
        node.put("approved_at", grant.approvedAt().toString())
                .put("not_before", grant.notBefore().toString())
                .put("until", grant.until().toString());
        grant.maxUses().ifPresent(uses -> node.put("max_uses", uses));
        return node;
    }

    private static ObjectNode delegation(Grant grant) {
        var policy = grant.delegation();
        var node = object().put("depth", policy.depth());
        policy.to().forEach(node.putArray("to")::add);
        if (policy.depth() > 0) node.put("until", policy.until().toString());
        return node;
    }

    private static ObjectNode approval(Approval approval) {
        return switch (approval) {
            case Approval.Presence(Evidence evidence) ->
                object().put("kind", "presence")
                        .put("method", evidence.method())
                        .put("at", evidence.at().toString());
            case Approval.Delegated(GrantId parent) ->
                object().put("kind", "delegated").put("parent", parent.value());
            case Approval.Configured(String digest) ->
                object().put("kind", "configured").put("entry", digest);
            case Approval.Asserted(String issuer, String jti, String _) ->
                object().put("kind", "asserted").put("issuer", issuer).put("assertion", jti);
        };
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
