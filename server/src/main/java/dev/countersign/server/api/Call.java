package dev.countersign.server.api;

import dev.countersign.acts.Origin;
import dev.countersign.core.Digest;
import dev.countersign.core.OwnerId;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Origins;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of an operation: who calls, and what was sent. Confined to the thread that answers it.
 *
 * @param still whether the caller would still be let in, for answers that take long
 */
record Call(Caller caller, Exchange exchange, Operation operation, BooleanSupplier still) {
    private static final int MOST_BYTES = 64 * 1024;

    /** The segment of the path that names the object. */
    String id() {
        return exchange.segment("id");
    }

    Origin origin() {
        return Origins.of(exchange);
    }

    /** The value of a query parameter. */
    Optional<String> input(Operation.Input input) {
        return exchange.query().one(input.name());
    }

    /**
     * Whose things are meant; empty = everybody's.
     *
     * @throws Refusal.Problem 403 when the caller may not see them
     */
    Optional<OwnerId> view() {
        var asked = input(Operation.Input.OWNER);
        if (asked.isEmpty() || asked.get().equals(caller.id().value())) return Optional.of(caller.id());
        if (!caller.seesAll()) {
            throw Problems.role("You see what is yours; leave owner out. Admins and auditors see everybody's.");
        }
        return asked.get().equals("all") ? Optional.empty() : Optional.of(new OwnerId(asked.get()));
    }

    /**
     * The body, read strictly; an empty object when there is none.
     *
     * @throws Refusal.Problem 400 when it is no JSON object or has a member that is not known, 413, 415
     */
    ObjectNode body() {
        var bytes = exchange.body();
        if (bytes.length == 0) return JsonNodeFactory.instance.objectNode();
        if (bytes.length > MOST_BYTES) {
            throw new Refusal.Problem(413, "Too large", "A body has at most " + MOST_BYTES + " bytes.");
        }
        if (!exchange.header("Content-Type").orElse("").strip().startsWith("application/json")) {
            throw new Refusal.Problem(415, "Wrong content type", "Send JSON, with Content-Type: application/json.");
        }
        try {
            if (StrictJson.parse(bytes) instanceof ObjectNode object) return known(object);
        } catch (MalformedJson malformed) {
            throw Problems.malformed("The body is not JSON: " + malformed.getMessage() + ".");
        }
        throw Problems.malformed("The body must be a JSON object.");
    }

    private ObjectNode known(ObjectNode object) {
        var names = operation.body().stream()
                .flatMap(shape -> shape.members().stream())
                .map(Shape.Member::name)
                .toList();
        for (var name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw Problems.malformed("The body has a member that is not known here; known are "
                        + (names.isEmpty() ? "none" : String.join(", ", names)) + ".");
            }
        }
        return object;
    }

    /** One object, with its ETag; 304 when the caller has it already (RFC 9110 §13.1.2). */
    Reply one(JsonNode object) {
        var tag = tag(object);
        var known = Stream.of(exchange.header("If-None-Match").orElse("").split(","))
                .map(String::strip)
                .anyMatch(sent -> sent.equals(tag) || sent.equals("*"));
        var reply = known ? Reply.empty(304) : Reply.json(200, object);
        return reply.with("ETag", tag).with("Cache-Control", "private, no-cache");
    }

    /**
     * Refuses to change what is not as the caller saw it (RFC 9110 §13.1.1).
     *
     * @return whether the caller said how it saw it
     */
    boolean requireUnchanged(JsonNode object) {
        var sent = exchange.header("If-Match").map(String::strip).filter(value -> !value.equals("*"));
        if (sent.isEmpty()) return false;
        if (Stream.of(sent.get().split(",")).map(String::strip).noneMatch(tag(object)::equals))
            throw Problems.changed();
        return true;
    }

    private static String tag(JsonNode object) {
        return "\"" + Digest.of(object.toString()).base64url().substring(0, 22) + "\"";
    }
}
