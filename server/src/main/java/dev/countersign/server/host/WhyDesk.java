package dev.countersign.server.host;

import dev.countersign.acts.Living;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Pin;
import dev.countersign.gateway.StoredTokens;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Reason;
import dev.countersign.guard.Verifier;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.operations.OwnerRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Explains whether a token may call a tool now, and who decided: the same questions in the same order as at the gateway, and
 * the same words. The token stands in no answer.
 */
final class WhyDesk {
    /** Countersign's own tools are part of the program: all of class read, and pinned by no grant. */
    private static final String OWN = "countersign";

    private final Foundation foundation;
    private final String issuer;
    private final Verifier verifier;
    private final OwnerAuthorities owners;

    WhyDesk(Foundation foundation) {
        this.foundation = foundation;
        this.issuer = foundation.config().issuer().toString();
        this.verifier = new Verifier(issuer, foundation.keys()::find, new StoredTokens(foundation.acts()));
        this.owners = OwnerRules.of(foundation.config());
    }

    ObjectNode answer(ObjectNode request) {
        return switch (verifier.verify(
                request.path("token").asString(""), foundation.acts().now())) {
            case Verifier.Verdict.Invalid(String why) -> refused("token", why + ".");
            case Verifier.Verdict.Unavailable _ -> throw new HostRefusal("the store does not answer; try again");
            case Verifier.Verdict.Valid(AccessToken token) -> known(token, request);
        };
    }

    private ObjectNode known(AccessToken token, ObjectNode request) {
        if (token.kind() == TokenKind.OWNER) {
            return refused(
                    "token",
                    "This is an owner token: it is for " + issuer + "/v1 and is never accepted at an MCP resource.");
        }
        String named = request.path("tool").asString("");
        int slash = named.indexOf('/');
        String server = slash < 0 ? only(token) : named.substring(0, slash);
        String tool = named.substring(slash + 1);
        String location = server.equals(OWN) ? issuer + "/mcp" : issuer + "/mcp/" + server;
        if (!token.audience().contains(location)) {
            return refused("token", "The access token is for another resource than " + location + ".");
        }
        Optional<Living.Found> found = Living.once(foundation.acts(), owners, token.grant());
        return found.isEmpty()
                ? refused("standing", "The grant behind this token is not known.")
                : judged(token, found.get(), new Named(server, location, tool), request.path("arguments"));
    }

    private record Named(String server, String location, String tool) {}

    /** A tool without its server is meant at the one the token is for. */
    private String only(AccessToken token) {
        List<String> servers = token.audience().stream()
                .filter(location -> location.startsWith(issuer + "/mcp"))
                .map(location ->
                        location.equals(issuer + "/mcp") ? OWN : location.substring((issuer + "/mcp/").length()))
                .sorted()
                .toList();
        if (servers.size() == 1) return servers.getFirst();
        throw new HostRefusal("the token is for " + (servers.isEmpty() ? "nothing here" : String.join(", ", servers))
                + "; write SERVER/TOOL");
    }

    private ObjectNode judged(AccessToken token, Living.Found found, Named named, JsonNode arguments) {
        Grant grant = found.grant();
        if (!found.standing().alive()) {
            return described(refused("standing", stopped(found)), found)
                    .put("standing", found.standing().name().toLowerCase(Locale.ROOT));
        }
        Access access;
        if (named.server().equals(OWN)) {
            access = Access.READ;
        } else {
            Pin pin = pin(grant, named);
            if (pin instanceof Pin.Missing(String why)) return described(refused("catalogue", why), found);
            access = ((Pin.Usable) pin).tool().access();
        }
        Call call = Call.ofTool(
                named.location(),
                named.tool(),
                access,
                arguments.isObject() ? arguments : JsonNodeFactory.instance.objectNode());
        Reason reason = new Holding(grant, found.chain().above(), found.owner()).reason(token.authority(), call);
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("permitted", reason.permitted())
                .put("by", reason.by().name().toLowerCase(Locale.ROOT))
                .put("words", reason.words())
                .put("access", access.wireName())
                .put("hops", reason.hops())
                .put("grant", reason.grant().id().value());
        return described(answer, found);
    }

    private Pin pin(Grant grant, Named named) {
        Optional<Catalogue> then =
                Optional.ofNullable(grant.catalogues().get(named.server())).flatMap(this::catalogue);
        Optional<Catalogue> now = foundation
                .acts()
                .read(tx -> tx.catalogues().current(named.server()))
                .flatMap(this::catalogue);
        if (then.isEmpty()) {
            return new Pin.Missing("No human saw the tools of " + named.server() + " for this grant, so it has none.");
        }
        if (now.isEmpty()) {
            return new Pin.Missing("The tools of " + named.server() + " are not known yet: it was not reached so far.");
        }
        return Pin.of(then.get(), now.get(), named.tool());
    }

    private Optional<Catalogue> catalogue(String digest) {
        return foundation.acts().read(tx -> tx.catalogues().body(digest)).map(Catalogue::parse);
    }

    /** Through which of its keys, and which grant of its chain. */
    private String stopped(Living.Found found) {
        Grant grant = found.grant();
        String end = found.chain().grants().stream()
                .filter(each -> !foundation.acts().now().isBefore(each.until()))
                .findFirst()
                .map(each -> " It was until " + each.until() + " only" + whose(each, found) + ".")
                .orElse("");
        return switch (found.standing()) {
            case ALIVE -> throw new IllegalStateException("it is alive");
            case NOT_YET -> "The grant behind this token has not begun yet; it does " + grant.notBefore() + ".";
            case ENDED_BY_TIME -> "The grant behind this token has ended." + end;
            case REVOKED -> "The grant behind this token was revoked at" + through(found, Revocation.Kind.REVOKED);
            case SUSPENDED ->
                "The grant behind this token is suspended since" + through(found, Revocation.Kind.SUSPENDED);
            case HELD ->
                "The grant behind this token is held by an admin or the operator since"
                        + through(found, Revocation.Kind.HELD) + " One of them has to resume it.";
            case BARRED ->
                "The client or the device behind this token is barred since" + through(found, Revocation.Kind.BARRED);
        };
    }

    private String through(Living.Found found, Revocation.Kind kind) {
        return foundation.acts().read(tx -> tx.revocations().of(found.grant().keys())).stream()
                .filter(row -> row.kind() == kind && row.stops(found.grant().approvedAt()))
                .findFirst()
                .map(row -> " " + row.since() + ", by " + row.key().value() + whose(row.key(), found) + ".")
                .orElse(" a moment that is not known.");
    }

    private static String whose(RevocationKey key, Living.Found found) {
        return found.chain().grants().stream()
                .filter(each -> RevocationKey.of(each.id()).equals(key))
                .findFirst()
                .map(each -> whose(each, found))
                .orElse("");
    }

    private static String whose(Grant grant, Living.Found found) {
        int hops = found.chain().above().indexOf(grant) + 1;
        return hops == 0
                ? ""
                : ", the grant of " + grant.client() + " " + (hops == 1 ? "one hop" : hops + " hops")
                        + " above this one";
    }

    private static ObjectNode refused(String by, String words) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("permitted", false)
                .put("by", by)
                .put("words", words);
    }

    /** The whole path, the token's own grant first. */
    private static ObjectNode described(ObjectNode answer, Living.Found found) {
        GrantId own = found.grant().id();
        if (!answer.has("grant")) answer.put("grant", own.value());
        for (Grant each : found.chain().grants().reversed()) {
            answer.withArray("chain")
                    .addObject()
                    .put("grant", each.id().value())
                    .put("client", each.client().value())
                    .put("until", each.until().toString());
        }
        return answer;
    }
}
