package dev.countersign.core.authority;

import java.util.Optional;

/**
 * The wish to hand on what was granted (RFC 8693). It stands beside the permissions: it says nothing about what a call
 * may do, and a grant has one policy, so all objects of one request carry the same.
 *
 * @param depth how many hops may follow the first grant, from 1
 * @param to who may receive it
 */
public record DelegationRequest(int depth, Recipients to) {
    /** More hops than this cannot be asked for. The server's own limit may be lower. */
    public static final int MAX_DEPTH = 16;

    /**
     * Checks the depth.
     *
     * @throws IllegalArgumentException when it is not from 1 to {@link #MAX_DEPTH}
     */
    public DelegationRequest {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The depth of delegation is from 1 to " + MAX_DEPTH);
        }
    }

    /** Whether {@code other} allows as many hops and all these receivers. */
    public boolean narrows(DelegationRequest other) {
        return depth <= other.depth && to.narrows(other.to);
    }

    /** The fewer hops and the common receivers; nothing when there are none. */
    public Optional<DelegationRequest> meet(DelegationRequest other) {
        return to.meet(other.to).map(both -> new DelegationRequest(Math.min(depth, other.depth), both));
    }
}
