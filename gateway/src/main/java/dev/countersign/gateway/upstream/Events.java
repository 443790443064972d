package dev.countersign.gateway.upstream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events. */
public interface Events extends AutoCloseable {
    /**
     * Waits for the next event.
     *
     * @return null when the stream has ended
     * @throws IOException when it broke
     */
    @Nullable
    Event next() throws IOException;

    /** Ends the stream; a thread that waits in {@link #next()} returns. May be called by any thread, more than once. */
    @Override
    void close();
}
