package dev.countersign.store;

/**
 * The body of one transaction: a pure function of what it reads. It may run more than once, so ids, times and secrets are
 * made before it and nothing outside the transaction is touched by it.
 */
@FunctionalInterface
public interface Transaction<T> {
    T in(Tx tx);
}
