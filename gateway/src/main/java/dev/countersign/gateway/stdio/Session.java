package dev.countersign.gateway.stdio;

import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.wire.Revision;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client's session at a process: what it declared, what is under way for it, what it was asked. In the stateless era
 * it lives for one POST. Thread-safe.
 */
final class Session {
    private static final int MAX_BACKLOG = 64;
    private static final int MAX_ASKED = 256;

    private final String id;
    private final Caller caller;
    private final Revision revision;
    private final JsonNode capabilities;
    private final ArrayDeque<Exchange> active = new ArrayDeque<>();
    private final ArrayDeque<JsonNode> backlog = new ArrayDeque<>();
    private final Set<JsonNode> asked = new HashSet<>();
    private final Set<String> subscribed = new HashSet<>();
    private @Nullable Exchange listening;
    private long lastUsed = System.nanoTime();

    Session(String id, Caller caller, Revision revision, JsonNode capabilities) {
        this.id = id;
        this.caller = caller;
        this.revision = revision;
        this.capabilities = capabilities;
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller;
    }

    Revision revision() {
        return revision;
    }

    /** Whether the client said it can do {@code capability}. */
    boolean can(String capability) {
        return capabilities.has(capability);
    }

    synchronized void opened(Exchange exchange) {
        active.addLast(exchange);
        lastUsed = System.nanoTime();
    }

    synchronized void closed(Exchange exchange) {
        active.remove(exchange);
        lastUsed = System.nanoTime();
    }

    synchronized boolean has(Exchange exchange) {
        return active.contains(exchange);
    }

    synchronized boolean busy() {
        return !active.isEmpty();
    }

    synchronized long lastUsed() {
        return lastUsed;
    }

    /** Gives {@code stream} what waited for one; a stream that was open before is closed. */
    void listen(Exchange stream) {
        Exchange before;
        synchronized (this) {
            before = listening;
            listening = stream;
            backlog.forEach(stream::tell);
            backlog.clear();
            lastUsed = System.nanoTime();
        }
        if (before != null) {
            before.close();
        }
    }

    synchronized void unlisten(Exchange stream) {
        if (listening == stream) {
            listening = null;
        }
    }

    /** Brings a message that answers nothing to the client: on the request under way, else on its open stream. */
    synchronized void tell(JsonNode message) {
        Exchange latest = active.peekLast();
        if ((latest != null && latest.tell(message)) || (listening != null && listening.tell(message))) {
            return;
        }
        if (backlog.size() == MAX_BACKLOG) {
            backlog.removeFirst();
        }
        backlog.addLast(message);
    }

    /** Remembers that the process asked this client; false when it asks too much. */
    synchronized boolean ask(JsonNode requestId) {
        return asked.size() < MAX_ASKED && asked.add(requestId);
    }

    /** Whether the client was asked {@code requestId} and has not answered yet. Forgets it. */
    synchronized boolean answered(JsonNode requestId) {
        return asked.remove(requestId);
    }

    /** Whether anything it was asked is still open. */
    synchronized boolean wasAsked() {
        return !asked.isEmpty();
    }

    synchronized void subscribe(String uri) {
        subscribed.add(uri);
    }

    synchronized void unsubscribe(String uri) {
        subscribed.remove(uri);
    }

    synchronized boolean isSubscribed(String uri) {
        return subscribed.contains(uri);
    }

    /** Ends whatever is under way. */
    void end() {
        Exchange stream;
        synchronized (this) {
            stream = listening;
            listening = null;
        }
        if (stream != null) {
            stream.finish();
        }
    }
}
