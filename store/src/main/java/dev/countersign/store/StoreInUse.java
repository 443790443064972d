package dev.countersign.store;

/** Another process holds the SQLite store. */
public final class StoreInUse extends RuntimeException {
    public StoreInUse(String message) {
        super(message);
    }
}
