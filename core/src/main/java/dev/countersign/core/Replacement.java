package dev.countersign.core;

import java.util.Optional;

/**
 * When a new approval takes the place of an earlier grant. Only what was proved counts: the request showed a living token of
 * that grant, or the same key was proved for both and nothing of where the earlier one acts is left out. Everything else is a
 * second grant beside the first.
 */
public final class Replacement {
    private Replacement() {}

    /** Whether the two are of one owner's for one client: whole grants for agents, as against single calls and children. */
    public static boolean comparable(Grant next, Grant earlier) {
        return !next.id().equals(earlier.id())
                && next.subject().equals(earlier.subject())
                && next.client().equals(earlier.client())
                && !next.client().equals(ClientId.PERSONAL)
                && whole(next)
                && whole(earlier);
    }

    /**
     * Whether {@code next} takes the place of {@code earlier}.
     *
     * @param asked what {@code next} came of
     */
    public static boolean of(Grant next, Grant earlier, Asked asked) {
        if (!comparable(next, earlier)) return false;
        if (asked.stepUp().filter(proven -> proven.grant().equals(earlier.id())).isPresent()) return true;
        return sameKey(earlier, asked)
                && next.authority().locations().containsAll(earlier.authority().locations());
    }

    /** Whether the request proved the key of the device that the earlier grant is on. */
    public static boolean sameKey(Grant earlier, Asked asked) {
        if (!(earlier.subject() instanceof Subject.Owner(OwnerId owner))) return false;
        Optional<DeviceId> proved =
                asked.key().filter(Asked.BoundKey::proved).map(key -> DeviceId.of(owner, key.thumbprint()));
        return proved.isPresent() && earlier.device().equals(proved);
    }

    private static boolean whole(Grant grant) {
        return grant.kind() == TokenKind.CLIENT
                && grant.parent().isEmpty()
                && grant.maxUses().isEmpty()
                && grant.subject() instanceof Subject.Owner;
    }
}
