package dev.countersign.server.api;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of the API by name, and what its members are: what the OpenAPI document says of it. Immutable.
 *
 * @param parts the shapes its members refer to
 */
record Shape(String name, List<Member> members, List<Shape> parts) {
    /**
     * One member.
     *
     * @param schema its JSON Schema
     * @param required whether it is always there
     */
    record Member(String name, ObjectNode schema, boolean required) {}

    Shape {
        members = List.copyOf(members);
        parts = List.copyOf(parts);
    }

    static Shape named(String name) {
        return new Shape(name, List.of(), List.of());
    }

    private Shape with(String member, ObjectNode schema, String meaning, boolean required) {
        var all = new ArrayList<>(members);
        all.add(new Member(member, schema.put("description", meaning), required));
        return new Shape(name, all, parts);
    }

    Shape text(String member, String meaning) {
        return with(member, type("string"), meaning, true);
    }

    Shape texts(String member, String meaning) {
        return with(member, array(type("string")), meaning, true);
    }

    Shape number(String member, String meaning) {
        return with(member, type("integer"), meaning, true);
    }

    Shape flag(String member, String meaning) {
        return with(member, type("boolean"), meaning, true);
    }

    Shape time(String member, String meaning) {
        return with(member, type("string").put("format", "date-time"), meaning, true);
    }

    /** An object whose members are not listed here. */
    Shape object(String member, String meaning) {
        return with(member, type("object"), meaning, true);
    }

    /** RFC 9396 objects of type {@code mcp}. */
    Shape details(String member, String meaning) {
        return with(member, array(type("object")), meaning, true);
    }

    Shape many(String member, Shape of, String meaning) {
        return referring(of).with(member, array(of.reference()), meaning, true);
    }

    Shape one(String member, Shape of, String meaning) {
        return referring(of).with(member, of.reference(), meaning, true);
    }

    private Shape referring(Shape part) {
        var all = new ArrayList<>(parts);
        all.add(part);
        return new Shape(name, members, all);
    }

    /** The same, with the member named last left out sometimes. */
    Shape sometimes() {
        var all = new ArrayList<>(members);
        var last = all.removeLast();
        all.add(new Member(last.name(), last.schema(), false));
        return new Shape(name, all, parts);
    }

    /** A page of these. */
    Shape page() {
        return named(name + "Page")
                .many("items", this, "This page, in order")
                .text("next", "What to send as cursor for the page after this one; absent on the last")
                .sometimes();
    }

    ObjectNode reference() {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    /** JSON Schema 2020-12: closed, so that the document cannot leave anything out. */
    ObjectNode schema() {
        var schema = type("object").put("additionalProperties", false);
        var properties = schema.putObject("properties");
        members.forEach(member -> properties.set(member.name(), member.schema()));
        var required = schema.putArray("required");
        members.stream().filter(Member::required).map(Member::name).forEach(required::add);
        return schema;
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode array(ObjectNode items) {
        var array = type("array");
        array.set("items", items);
        return array;
    }
}
