package dev.countersign.core;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Constraint;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Pointer;
import dev.countersign.core.authority.ToolLimits;
import dev.countersign.core.json.Canonical;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * One call of one tool with exactly these arguments: what a human is asked for when an agent wants more than its grant. It
 * is an ordinary authority, whose one constraint stands at the root of the arguments and lists one value. So nothing but
 * {@link Authority#permits} decides whether a retry is the call that was approved: numbers compare by value, the order of
 * members makes no difference, and an argument more or less is another call.
 *
 * @param arguments a JSON object
 */
public record OneCall(String location, String tool, Access access, JsonNode arguments) {
    /**
     * The call, when it can be put before a human.
     *
     * @return empty when it is no tool call, when a number in it has no exact canonical form, or when it is larger than an
     *     authority may be ({@link Authority#MAX_BYTES})
     */
    public static Optional<OneCall> of(Call call) {
        if (call.tool().isEmpty() || Canonical.exact(call.arguments()).isEmpty()) return Optional.empty();
        var one = new OneCall(call.location(), call.tool().get(), call.access(), call.arguments());
        try {
            one.authority().requireWithinLimits();
            return Optional.of(one);
        } catch (InvalidAuthority tooLarge) {
            return Optional.empty();
        }
    }

    /** Reads back what {@link #authority} wrote; empty when it is anything else. */
    public static Optional<OneCall> of(Authority authority) {
        if (authority.permissions().size() != 1) return Optional.empty();
        var permission = authority.permissions().getFirst();
        var tools = permission.tools().map(List::copyOf).orElse(List.of());
        if (tools.size() != 1 || permission.actions().size() != 1) return Optional.empty();
        var tool = tools.getFirst();
        var limits = permission.arguments().getOrDefault(tool, ToolLimits.NONE).constraints();
        if (limits.size() != 1 || !(limits.get(Pointer.ROOT) instanceof Constraint.In in)) return Optional.empty();
        var values = in.values();
        if (values.size() != 1) return Optional.empty();
        var access = permission.actions().iterator().next();
        return Optional.of(new OneCall(permission.location(), tool, access, values.getFirst()));
    }

    /** What an approval of it allows, once. */
    public Authority authority() {
        var exactly = ToolLimits.of("", Constraint.In.of(List.of(arguments)));
        return Authority.of(new Permission(
                location,
                Set.of(access),
                Optional.of(new TreeSet<>(Set.of(tool))),
                new TreeMap<>(Map.of(tool, exactly))));
    }

    /** SHA-256 of the canonical arguments, which the log names in their place. */
    public Digest argumentsDigest() {
        return Canonical.digest(arguments);
    }
}
