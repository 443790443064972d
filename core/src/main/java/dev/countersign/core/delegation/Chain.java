package dev.countersign.core.delegation;

import dev.countersign.core.AgentId;
import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A grant with every grant above it, the root first. What its holder may do, and until when, is what all of them allow
 * together: when one above is narrowed, all below are.
 *
 * @param grants at least one; each is the parent of the next, and all have one subject
 */
public record Chain(List<Grant> grants) {
    /**
     * Checks the links.
     *
     * @throws IllegalArgumentException when these grants are no chain
     */
    public Chain {
        grants = List.copyOf(grants);
        if (grants.isEmpty() || grants.getFirst().parent().isPresent()) {
            throw new IllegalArgumentException("a chain begins with a grant nobody handed on");
        }
        for (var i = 1; i < grants.size(); i++) requireLink(grants.get(i - 1), grants.get(i));
    }

    /** A grant that nobody handed on. */
    public static Chain of(Grant root) {
        return new Chain(List.of(root));
    }

    private static void requireLink(Grant parent, Grant child) {
        if (!child.parent().filter(parent.id()::equals).isPresent()
                || !child.root().equals(parent.root())
                || !child.subject().equals(parent.subject())
                || child.kind() != parent.kind()
                || !child.keys().containsAll(parent.keys())) {
            throw new IllegalArgumentException("the grant " + child.id() + " does not hang from " + parent.id());
        }
    }

    /** The grant a human or the operator gave. */
    public Grant root() {
        return grants.getFirst();
    }

    /** The grant at the end. */
    public Grant holder() {
        return grants.getLast();
    }

    /** The grants above the last, nearest first. */
    public List<Grant> above() {
        return grants.subList(0, grants.size() - 1).reversed();
    }

    /** How many times it was handed on. */
    public int hops() {
        return grants.size() - 1;
    }

    /** Who acts, and through whom: the newest first, as {@code act} nests (RFC 8693 §4.1). */
    public List<AgentId> actors() {
        return grants.reversed().stream().map(Grant::agent).toList();
    }

    /** When it ends: the earliest end of any grant, and of any policy by which one was handed on. */
    public Instant until() {
        return Stream.concat(
                        grants.stream().map(Grant::until),
                        above().stream().map(grant -> grant.delegation().until()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What all grants allow together. */
    public Authority authority() {
        return above().stream().map(Grant::authority).reduce(holder().authority(), Chain::within);
    }

    /** When the human at the root proved presence, or the operator's entry took effect. It never moves. */
    public Instant authenticated() {
        return root().approval() instanceof Approval.Presence(var evidence) ? evidence.at() : root().approvedAt();
    }

    /** The meet, without its cost where one side covers the other. */
    static Authority within(Authority a, Authority b) {
        return a.narrows(b) ? a : a.meet(b);
    }
}
