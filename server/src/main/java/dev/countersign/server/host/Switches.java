package dev.countersign.server.host;

import dev.countersign.acts.Act;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Bar;
import dev.countersign.acts.Narrow;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.acts.Unbar;
import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Reduction;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.UnknownScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Ends, stops, resumes, narrows and bars for the operator: the same acts as the owner API's. */
final class Switches {
    private final Acts acts;
    private final String issuer;

    Switches(Acts acts, String issuer) {
        this.acts = acts;
        this.issuer = issuer;
    }

    /**
     * What {@code id} names: a grant, {@code owner:NAME}, {@code client:ID}, {@code agent:ID}, {@code device:ID} or {@code
     * all}.
     *
     * @throws HostRefusal when it names nothing that is known
     */
    RevocationKey key(ObjectNode request) {
        var named = request.path("id").asString("");
        var colon = named.indexOf(':');
        var rest = named.substring(colon + 1);
        if (named.equals("all")) return RevocationKey.ALL;
        return switch (colon < 0 ? "grant" : named.substring(0, colon)) {
            case "client" -> RevocationKey.of(new ClientId(rest));
            case "agent" -> RevocationKey.of(new AgentId(rest));
            case "device" -> RevocationKey.of(new DeviceId(rest));
            case "owner" ->
                acts.read(tx -> tx.owners().named(rest))
                        .map(owner -> RevocationKey.of(owner.id()))
                        .orElseThrow(() -> new HostRefusal("there is no owner named \"" + rest + "\""));
            case "grant" ->
                acts.read(tx -> tx.grants().find(new GrantId(rest)))
                        .map(grant -> RevocationKey.of(grant.id()))
                        .orElseThrow(() -> new HostRefusal("there is no grant " + rest + "; `grants list` names them"));
            default ->
                throw new HostRefusal("\"" + named
                        + "\" names nothing; give a grant's id, owner:NAME, client:ID, agent:ID, device:ID or all");
        };
    }

    ObjectNode revoke(RevocationKey key) {
        perform(new Revoke(key, Optional.empty()));
        return done(key, "revoked");
    }

    ObjectNode suspend(RevocationKey key) {
        perform(new Suspend(key, Optional.empty()));
        return done(key, "suspended");
    }

    ObjectNode resume(RevocationKey key) {
        return switch (perform(new Resume(key, Optional.empty()))) {
            case RESUMED -> done(key, "resumed");
            case NOT_SUSPENDED -> throw new HostRefusal(key + " is not suspended");
            case HELD, NOT_THEIRS -> throw new IllegalStateException("the operator ends every suspension");
        };
    }

    ObjectNode bar(RevocationKey key) {
        perform(new Bar(barrable(key), Optional.empty()));
        return done(key, "barred");
    }

    ObjectNode unbar(RevocationKey key) {
        if (perform(new Unbar(barrable(key), Optional.empty())) != Unbar.Outcome.UNBARRED) {
            throw new HostRefusal(key + " is not barred");
        }
        return done(key, "unbarred");
    }

    private static RevocationKey barrable(RevocationKey key) {
        if (key.value().startsWith("client:") || key.value().startsWith("device:")) return key;
        throw new HostRefusal("only a client or a device is barred; revoke or suspend " + key + " instead");
    }

    ObjectNode narrow(Grant grant, ObjectNode request) {
        try {
            var less = reduction(request).of(grant, acts.now());
            less.authority().requireWithinLimits();
            var act = new Narrow(
                    grant.id(), less.authority(), less.ownerScopes(), less.until(), Optional.empty(), Optional.empty());
            return switch (perform(act)) {
                case Narrow.Outcome.Narrowed(Grant narrowed) -> {
                    var answer = done(RevocationKey.of(narrowed.id()), "narrowed")
                            .put("until", narrowed.until().toString())
                            .put("owner_scopes", OwnerScope.render(narrowed.ownerScopes()));
                    answer.set("authorization_details", narrowed.authority().toJson());
                    yield answer;
                }
                case Narrow.Outcome.Wider(), Narrow.Outcome.Changed() ->
                    throw new HostRefusal("the grant changed meanwhile; look at it again");
            };
        } catch (InvalidAuthority tooLong) {
            throw new HostRefusal("that is too much to say in one grant: " + tooLong.getMessage());
        } catch (Reduction.NotLess notLess) {
            throw new HostRefusal(String.valueOf(notLess.getMessage()));
        }
    }

    private Reduction reduction(ObjectNode request) {
        var tools = new HashMap<String, Set<String>>();
        for (var tool :
                request.path("tools").valueStream().map(JsonNode::asString).toList()) {
            var slash = tool.indexOf('/');
            if (slash < 1) throw new HostRefusal("\"" + tool + "\" is no tool; write SERVER/TOOL");
            tools.computeIfAbsent(issuer + "/mcp/" + tool.substring(0, slash), _ -> new LinkedHashSet<>())
                    .add(tool.substring(slash + 1));
        }
        return new Reduction(
                text(request, "access")
                        .map(name -> Access.ofWireName(name)
                                .orElseThrow(() -> new HostRefusal("access is read, write or destructive"))),
                Map.copyOf(tools),
                Optional.empty(),
                text(request, "scope").map(Switches::scopes),
                text(request, "until").map(this::until));
    }

    private static Set<OwnerScope> scopes(String text) {
        try {
            return OwnerScope.parse(text);
        } catch (UnknownScope unknown) {
            throw new HostRefusal(String.valueOf(unknown.getMessage()));
        }
    }

    private Instant until(String text) {
        try {
            var end = text.startsWith("P") ? acts.now().plus(Duration.parse(text)) : Instant.parse(text);
            return end.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException | ArithmeticException _) {
            throw new HostRefusal("\"" + text + "\" is no end; write PT8H, P3D or 2027-01-31T12:00:00Z");
        }
    }

    private static Optional<String> text(ObjectNode request, String name) {
        return request.path(name).stringValueOpt().filter(value -> !value.isBlank());
    }

    private <R> R perform(Act<R> act) {
        return acts.perform(act, Origin.HOST);
    }

    private static ObjectNode done(RevocationKey key, String state) {
        return JsonNodeFactory.instance.objectNode().put("key", key.value()).put("state", state);
    }
}
