package dev.countersign.store;

/** The database did not answer or refused a change. Nothing of the transaction happened. */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
