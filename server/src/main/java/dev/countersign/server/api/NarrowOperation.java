package dev.countersign.server.api;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Narrow;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Reduction;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.UnknownScope;
import dev.countersign.server.web.Reply;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a part of a grant away, in place. What would widen is refused, by the algebra of authorities and not by a list. */
final class NarrowOperation {
    static final Shape REDUCTION = Shape.named("Reduction")
            .text("access", "The highest level left: read, write or destructive")
            .sometimes()
            .object("tools", "Resource to the only tools left there; resources not named keep theirs")
            .sometimes()
            .details("authorization_details", "All that is left (RFC 9396)")
            .sometimes()
            .text("scope", "All that is left of an owner grant")
            .sometimes()
            .time("until", "When it ends")
            .sometimes();

    private final Acts acts;
    private final GrantOperations grants;

    NarrowOperation(Acts acts, GrantOperations grants) {
        this.acts = acts;
        this.grants = grants;
    }

    Operation operation() {
        return Operation.post(
                        "/v1/grants/{id}/narrow",
                        OwnerScope.GRANTS_WRITE,
                        Reach.TAKE,
                        "Take a part of a grant away; with If-Match only when it is still as you saw it",
                        Views.GRANT,
                        this::narrow)
                .reading(REDUCTION);
    }

    private Reply narrow(Call call) {
        var reduction = reduction(call.body());
        var before = acts.read(tx -> GrantOperations.visible(call, tx));
        if (!call.caller().mayTakeFrom(before)) {
            throw Problems.role("This grant is somebody else's; admins narrow those.");
        }
        var matched = call.requireUnchanged(acts.read(tx -> grants.view(before, tx)));
        var wanted = reduced(reduction, before);
        var act = new Narrow(
                before.id(),
                wanted.authority(),
                wanted.ownerScopes(),
                wanted.until(),
                Optional.of(before).filter(_ -> matched),
                Optional.of(call.caller().id()));
        return switch (acts.perform(act, call.origin())) {
            case Narrow.Outcome.Narrowed(Grant narrowed) -> call.one(acts.read(tx -> grants.view(narrowed, tx)));
            case Narrow.Outcome.Wider() ->
                throw Problems.conflict(
                        "It has less by now", "Somebody narrowed this grant meanwhile. Get it again and choose anew.");
            case Narrow.Outcome.Changed() -> throw Problems.changed();
        };
    }

    private Grant reduced(Reduction reduction, Grant before) {
        try {
            var reduced = reduction.of(before, acts.now());
            reduced.authority().requireWithinLimits();
            return reduced;
        } catch (InvalidAuthority tooLong) {
            throw Problems.unprocessable(
                    "This says too much", "Fewer tools or permissions can be left: " + tooLong.getMessage() + ".");
        } catch (Reduction.NotLess notLess) {
            throw Problems.unprocessable("This does not narrow the grant", notLess.getMessage() + ".");
        }
    }

    private static Reduction reduction(ObjectNode body) {
        try {
            return new Reduction(
                    text(body, "access").map(NarrowOperation::access),
                    tools(body.path("tools")),
                    body.has("authorization_details")
                            ? Optional.of(Authority.parse(body.path("authorization_details")))
                            : Optional.empty(),
                    text(body, "scope").map(OwnerScope::parse),
                    text(body, "until").map(NarrowOperation::instant));
        } catch (InvalidAuthority | UnknownScope invalid) {
            throw Problems.malformed(invalid.getMessage() + ".");
        }
    }

    private static Optional<String> text(ObjectNode body, String name) {
        if (!body.has(name)) return Optional.empty();
        return Optional.of(body.path(name)
                .stringValueOpt()
                .orElseThrow(() -> Problems.malformed("The member " + name + " must be a string.")));
    }

    private static Access access(String text) {
        return Access.ofWireName(text).orElseThrow(() -> Problems.malformed("access is read, write or destructive."));
    }

    private static Map<String, Set<String>> tools(JsonNode tools) {
        var read = new HashMap<String, Set<String>>();
        if (tools.isMissingNode()) return read;
        var wellFormed = tools.isObject()
                && tools.valueStream()
                        .allMatch(
                                names -> names.isArray() && names.valueStream().allMatch(JsonNode::isString));
        if (!wellFormed) throw Problems.malformed("tools maps each resource to an array of tool names.");
        tools.properties()
                .forEach(entry -> read.put(
                        entry.getKey(),
                        entry.getValue()
                                .valueStream()
                                .map(JsonNode::stringValue)
                                .collect(Collectors.toCollection(LinkedHashSet::new))));
        return read;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        } catch (DateTimeException _) {
            throw Problems.malformed("until is a moment such as 2027-01-31T12:00:00Z.");
        }
    }
}
