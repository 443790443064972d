package dev.countersign.core.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One value of the text that is read, and where it stands, so that every complaint can name its place. */
record Place(String path, JsonNode node) {
    Place object() {
        return require(node.isObject(), "write a JSON object");
    }

    Place number() {
        return require(node.isNumber(), "write a number");
    }

    /** The string, which must have 1 to {@code max} characters, none of them a control character. */
    String string(int max) {
        require(node.isString(), "write a string");
        String text = node.stringValue();
        if (!isName(text, max)) {
            throw wrong(InvalidAuthority.quote(text), "write 1 to " + max + " characters without control characters");
        }
        return text;
    }

    /** Whether the text has 1 to {@code max} characters, none of them a control character. */
    static boolean isName(String text, int max) {
        return !text.isEmpty() && text.length() <= max && text.chars().noneMatch(Character::isISOControl);
    }

    /** The elements of an array that has {@code min} to {@code max} of them. */
    List<Place> elements(int min, int max) {
        require(node.isArray(), "write a JSON array");
        if (node.size() < min || node.size() > max) {
            throw wrong(node.size() + " elements", "write " + min + " to " + max);
        }
        List<Place> elements = new ArrayList<>();
        for (JsonNode element : node.values()) {
            elements.add(new Place(path + "/" + elements.size(), element));
        }
        return elements;
    }

    /** The members of an object that has {@code min} to {@code max} of them. */
    List<Member> members(int min, int max) {
        object();
        if (node.size() < min || node.size() > max) {
            throw wrong(node.size() + " members", "write " + min + " to " + max);
        }
        return node.properties().stream()
                .map(member -> new Member(member.getKey(), at(member.getKey(), member.getValue())))
                .toList();
    }

    Place member(String name) {
        return optional(name).orElseThrow(() -> wrong("no member '" + name + "'", "add it, it is required"));
    }

    Optional<Place> optional(String name) {
        return Optional.ofNullable(node.get(name)).map(value -> at(name, value));
    }

    /** Refuses every member that is not in the list: what we do not understand, we must not ignore. */
    void only(Set<String> known) {
        for (Member member : members(0, Integer.MAX_VALUE)) {
            if (!known.contains(member.name())) {
                throw member.value()
                        .wrong(
                                "an unknown member",
                                "use only "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()));
            }
        }
    }

    Place require(boolean holds, String remedy) {
        if (!holds) {
            throw wrong("a " + node.getNodeType().name().toLowerCase(Locale.ROOT) + " value", remedy);
        }
        return this;
    }

    InvalidAuthority wrong(String seen, String remedy) {
        return new InvalidAuthority(path.length() > 200 ? path.substring(0, 200) + "..." : path, seen, remedy);
    }

    private Place at(String name, JsonNode value) {
        return new Place(path + "/" + name.replace("~", "~0").replace("/", "~1"), value);
    }

    /** A member of an object. */
    record Member(String name, Place value) {}
}
