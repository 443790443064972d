package dev.countersign.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * A durable store. Thread-safe. An answer leaves {@link #write} only after its commit is on disk.
 *
 * <p>Only acts may call {@link #write}; everything else reads.
 */
public interface Store extends AutoCloseable {
    /**
     * Runs a changing transaction and returns once it is durable. What the body throws undoes it and reaches the caller.
     *
     * @throws StoreUnavailable when the database does not answer or cannot commit
     */
    <T> T write(Transaction<T> body);

    /**
     * As {@link #write}, for bodies that guard what they change by their own compare-and-set: each statement sees what is
     * committed, and no act elsewhere is made to run again because of it.
     *
     * @throws StoreUnavailable when the database does not answer or cannot commit
     */
    <T> T writeGuarded(Transaction<T> body);

    /**
     * Runs a transaction that only reads, on a consistent snapshot that includes every write that returned before.
     *
     * @throws StoreUnavailable when the database does not answer
     */
    <T> T read(Transaction<T> body);

    /**
     * Writes a consistent copy of everything into a new file that only this user may read, while others go on writing.
     *
     * @param file must not exist
     * @throws UnsupportedOperationException on PostgreSQL, which has tools of its own for this
     * @throws StoreUnavailable when it cannot be written; then there is no file
     */
    void copyTo(Path file);

    /** Whether several processes may use this store at once. */
    boolean shared();

    /**
     * Grows with every commit that may have changed whether a grant lives or what it allows: a grant, a revocation, an
     * owner. It has grown before {@link #write} returns, so what was read at this number holds as long as the number stays.
     * Empty when other processes may change such things unseen.
     */
    OptionalLong changes();

    @Override
    void close();

    /**
     * Opens a store and brings its schema up to date.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://…}
     * @param clock the time of a SQLite database; PostgreSQL brings its own
     * @throws StoreInUse when another process holds the SQLite file
     * @throws StoreUnavailable when the database cannot be opened
     */
    static Store open(String url, InstantSource clock) {
        if (url.startsWith("jdbc:sqlite:")) {
            return SqliteStore.open(Path.of(url.substring("jdbc:sqlite:".length())), clock);
        }
        if (url.startsWith("jdbc:postgresql:")) return PostgresStore.open(url);
        throw new IllegalArgumentException("the store \"" + url.replaceAll("[?].*", "")
                + "\" is not known; write jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
    }
}
