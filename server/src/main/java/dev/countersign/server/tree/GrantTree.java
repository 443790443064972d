package dev.countersign.server.tree;

import dev.countersign.acts.Standing;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.server.pages.Foreign;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A grant and all that was handed on from it, as it is drawn. Foreign text in it has been made harmless.
 *
 * @param nodes a parent comes before its children; the first is the root
 */
public record GrantTree(List<Node> nodes) {
    /**
     * One grant.
     *
     * @param who the client's name
     * @param where its device, or that this is unproven
     * @param what its access
     * @param asked whether it is the one that was asked for
     */
    public record Node(
            GrantId id,
            Optional<GrantId> parent,
            String who,
            String where,
            String what,
            Standing standing,
            Instant until,
            boolean asked) {}

    public GrantTree {
        nodes = List.copyOf(nodes);
    }

    /**
     * @param asked the grant that was asked for
     * @param grants the whole tree, parents before their children
     * @param names what a client is called
     * @param devices what a device is called
     */
    public static GrantTree of(
            GrantId asked,
            List<Grant> grants,
            Function<Grant, Standing> standing,
            Function<ClientId, Optional<String>> names,
            Function<DeviceId, Optional<String>> devices) {
        return new GrantTree(grants.stream()
                .map(grant -> new Node(
                        grant.id(),
                        grant.parent(),
                        Foreign.name(names.apply(grant.client())
                                .orElse(grant.client().value())),
                        Foreign.name(grant.device()
                                .map(device -> devices.apply(device).orElse(device.value()))
                                .orElse("where: unproven")),
                        what(grant),
                        standing.apply(grant),
                        grant.until(),
                        grant.id().equals(asked)))
                .toList());
    }

    private static String what(Grant grant) {
        if (grant.kind() == TokenKind.OWNER) return "owner API";
        if (grant.authority().isNothing()) return "nothing";
        var actions = grant.authority().actions().stream()
                .sorted()
                .map(Access::wireName)
                .collect(Collectors.joining(", "));
        var places = grant.authority().locations().stream().map(GrantTree::last).toList();
        return places.size() > 2
                ? actions + " at " + places.size() + " places"
                : actions + " at " + Foreign.text(String.join(", ", places), 60);
    }

    private static String last(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
