package dev.countersign.server.operations;

import org.jspecify.annotations.Nullable;

/** Countersign cannot start. The message says why and what to do; it is printed as it is. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        this(message, null);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
