package dev.countersign.server.host;

/** A host command that may not or cannot be done; the message says why and what to do. */
public final class HostRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HostRefusal(String message) {
        super(message);
    }
}
