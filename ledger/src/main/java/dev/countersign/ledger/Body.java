package dev.countersign.ledger;

import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an entry commits to: whom and what the act concerned. Ids only.
 *
 * @param origin the row that keeps the caller's address; the id is made of what stands there
 * @param request the HTTP request
 * @param detail canonical JSON; what it holds depends on the kind
 */
public record Body(
        Optional<String> owner,
        Optional<String> client,
        Optional<String> agent,
        Optional<String> device,
        Optional<String> grant,
        Optional<String> origin,
        Optional<String> request,
        String detail) {
    /** The longest body, in bytes. */
    public static final int LONGEST = 65_535;

    /** Canonical JSON (RFC 8785); an absent id is left out. */
    public byte[] bytes() {
        var text = new StringBuilder("{");
        member(text, "agent", agent);
        member(text, "client", client);
        text.append(text.length() > 1 ? "," : "").append("\"detail\":").append(detail);
        member(text, "device", device);
        member(text, "grant", grant);
        member(text, "origin", origin);
        member(text, "owner", owner);
        member(text, "request", request);
        return text.append(",\"v\":1}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void member(StringBuilder text, String name, Optional<String> value) {
        value.ifPresent(id -> text.append(text.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(Entry.quoted(id)));
    }

    /**
     * Reads a body of this or a later version; members it does not know are passed over.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Body parse(byte[] bytes) {
        if (parsed(bytes) instanceof ObjectNode json) {
            return new Body(
                    text(json, "owner"),
                    text(json, "client"),
                    text(json, "agent"),
                    text(json, "device"),
                    text(json, "grant"),
                    text(json, "origin"),
                    text(json, "request"),
                    Canonical.string(
                            json.get("detail") instanceof ObjectNode detail
                                    ? detail
                                    : JsonNodeFactory.instance.objectNode()));
        }
        throw new IllegalArgumentException("this is no body of an entry");
    }

    private static JsonNode parsed(byte[] bytes) {
        try {
            return StrictJson.parse(bytes, LONGEST);
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException("this is no body of an entry", malformed);
        }
    }

    private static Optional<String> text(ObjectNode json, String name) {
        return json.path(name).stringValueOpt();
    }
}
