package dev.countersign.core.authority;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code authorization_details} parameter or claim (RFC 9396 §2): an authority, and beside it the delegation that
 * is asked for or allowed. On the wire every object carries the same {@code delegate} member, or none does.
 */
public record AuthorizationDetails(Authority authority, Optional<DelegationRequest> delegation) {
    /** Where nothing may be done, there is nothing to hand on. */
    public AuthorizationDetails {
        delegation = authority.isNothing() ? Optional.empty() : delegation;
    }

    /**
     * Reads an array of objects of type {@code mcp} strictly.
     *
     * @throws InvalidAuthority on anything unknown, malformed, or beyond the limits of {@link Authority}
     */
    public static AuthorizationDetails parse(JsonNode array) {
        return DetailsReader.read(array);
    }

    /** The array, in normal form. */
    public ArrayNode toJson() {
        ArrayNode array = authority.toJson();
        delegation.ifPresent(asked -> array.forEach(object -> ((ObjectNode) object).set("delegate", json(asked))));
        return array;
    }

    /** Whether {@code other} has all this authority and, if this asks for delegation, all this delegation. */
    public boolean narrows(AuthorizationDetails other) {
        return authority.narrows(other.authority)
                && delegation
                        .map(mine -> other.delegation.map(mine::narrows).orElse(false))
                        .orElse(true);
    }

    /** What both have. No delegation on one side is no delegation. */
    public AuthorizationDetails meet(AuthorizationDetails other) {
        return new AuthorizationDetails(
                authority.meet(other.authority), delegation.flatMap(mine -> other.delegation.flatMap(mine::meet)));
    }

    private static ObjectNode json(DelegationRequest asked) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("depth", asked.depth());
        switch (asked.to()) {
            case Recipients.Any _ -> object.put("to", "any");
            case Recipients.Clients(var ids) -> {
                ArrayNode to = object.putArray("to");
                ids.forEach(to::add);
            }
        }
        return object;
    }
}
