package dev.countersign.acts;

import dev.countersign.store.Tx;

/**
 * One thing somebody does. A record of everything it needs: ids, times and secrets are made before, so that the body is a
 * pure function of its components and of what it reads, and may run more than once.
 *
 * <p>The class name is the event's kind: {@code Approve} is logged as {@code approve}, {@code RegisterClient} as
 * {@code register-client}. Renaming a class changes the log's vocabulary.
 */
public interface Act<R> {
    /** Runs inside the transaction. What it throws undoes everything. */
    Done<R> in(Tx tx);

    /** How the log calls this act. */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }
}
