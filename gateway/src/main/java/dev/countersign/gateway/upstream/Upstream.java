package dev.countersign.gateway.upstream;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One guarded MCP server. What reaches it has been authenticated, parsed and permitted. Methods block; they are called
 * from virtual threads and from many of them at once.
 */
public interface Upstream extends AutoCloseable {
    /** Passes the messages of one POST on and gives what came back, as soon as something did. */
    Answer post(Post post);

    /** Opens the stream of messages that belong to no request (GET, revisions with sessions only). */
    Answer listen(Listen listen);

    /**
     * Ends a session of the upstream (DELETE).
     *
     * @param headers what the gateway says of the caller
     */
    Answer end(Caller caller, @Nullable String session, Map<String, String> headers);

    /** The root grants something runs for. */
    default Set<String> roots() {
        return Set.of();
    }

    /** Ends everything that runs for {@code root}, which is no longer alive. */
    default void forget(String root) {}

    /** Ends everything. Takes a few seconds at most. */
    @Override
    void close();
}
