package dev.countersign.guard;

import dev.countersign.core.authority.Access;

/** How new the answer about a grant must be. */
public enum Freshness {
    /** At most one second old. */
    RECENT,
    /** The database's own. */
    NOW;

    /** What a call of this class needs: looking may trust a second's memory, anything else may not. */
    public static Freshness of(Access access) {
        return access == Access.READ ? RECENT : NOW;
    }
}
