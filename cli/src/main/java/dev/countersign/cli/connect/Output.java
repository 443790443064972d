package dev.countersign.cli.connect;

import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/** Standard output as MCP's stdio transport wants it: one message a line and nothing else. Thread-safe. */
final class Output {
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    Output(OutputStream out) {
        this.out = out;
    }

    /** Sends a message; when the client has gone, nobody is left to tell. */
    void send(JsonNode message) {
        lock.lock();
        try {
            out.write(StrictJson.write(message));
            out.write('\n');
            out.flush();
        } catch (IOException gone) {
            // Its standard input has ended too, and that ends the program.
        } finally {
            lock.unlock();
        }
    }
}
