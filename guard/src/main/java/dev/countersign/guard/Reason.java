package dev.countersign.guard;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Decision;

/**
 * Who decided about a call, and how.
 *
 * @param hops how many hops above the caller's own grant it was decided; 0 for the grant itself
 * @param grant the grant that decided, or the caller's own
 */
public record Reason(By by, int hops, Grant grant, Decision decision) {
    /** Whose authority decided. */
    public enum By {
        /** All of them permit it. */
        ALL,
        /** The token allows less than its grant. */
        TOKEN,
        /** The caller's own grant. */
        GRANT,
        /** A grant it was handed on from. */
        ANCESTOR,
        /** What the owner may do at all. */
        OWNER
    }

    public boolean permitted() {
        return by == By.ALL;
    }

    /** One or two plain sentences: why, and whose word it was. */
    public String words() {
        return decision.reason()
                + switch (by) {
                    case ALL -> "";
                    case TOKEN -> " The token itself was issued for less than its grant allows.";
                    case GRANT -> " So says the grant " + grant.id() + ".";
                    case ANCESTOR ->
                        " So says the grant " + grant.id() + " of " + grant.client() + ", "
                                + (hops == 1 ? "one hop" : hops + " hops") + " above this one.";
                    case OWNER -> " The owner has no more than this at all; the operator decides that.";
                };
    }
}
