package dev.countersign.gateway.stdio;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A running server that speaks JSON-RPC in lines (MCP, stdio transport). Thread-safe. Its output is read by a platform
 * thread of its own: reading a pipe holds the thread, and a virtual one would hold its carrier with it.
 */
final class ServerProcess {
    /** The longest line a server may write, in bytes. */
    static final int MAX_LINE = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final int WRITE_PATIENCE_SECONDS = 10;

    /** What the process says. */
    interface Listener {
        void received(JsonNode message);

        /** The process has ended, or its output has. Called once. */
        void ended();
    }

    private final String name;
    private final ProcessGroup group;
    private final OutputStream input;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean ending = new AtomicBoolean();

    private ServerProcess(String name, ProcessGroup group) {
        this.name = name;
        this.group = group;
        this.input = group.process().getOutputStream();
    }

    /**
     * Starts the server.
     *
     * @throws IOException when the command cannot be started
     */
    static ServerProcess start(String name, StdioSettings settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(settings.command());
        Environment.apply(builder, settings);
        ServerProcess process = new ServerProcess(name, ProcessGroup.start(builder));
        StderrLog stderr = new StderrLog(name, settings.env().values());
        InputStream errors = process.group.process().getErrorStream();
        Thread.ofPlatform().daemon().name("stderr-" + name).start(() -> stderr.drain(errors));
        return process;
    }

    /** Starts reading what the server says. Called once. */
    void listen(Listener listener) {
        InputStream output = group.process().getInputStream();
        Thread.ofPlatform().daemon().name("stdout-" + name).start(() -> read(output, listener));
    }

    long pid() {
        return group.process().pid();
    }

    boolean alive() {
        return !ending.get() && group.process().isAlive();
    }

    /**
     * Writes one message.
     *
     * @throws IOException when the process has ended or does not read its input
     */
    void send(JsonNode message) throws IOException {
        byte[] line = StrictJson.write(message); // compact: a line end inside a string is written \n
        boolean mine = false;
        try {
            mine = writing.tryLock(WRITE_PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!mine) {
                throw new IOException("The server " + name + " does not read its input");
            }
            input.write(line);
            input.write('\n');
            input.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while writing to the server " + name, e);
        } finally {
            if (mine) {
                writing.unlock();
            }
        }
    }

    /** Closes its input, then ends it and all it started. Blocks for a few seconds at most. */
    void end() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        // A writer that hangs holds the stream; the signals end it.
        if (writing.tryLock()) {
            try {
                input.close();
            } catch (IOException e) {
                LOG.debug("{}: closing its input failed", name, e);
            } finally {
                writing.unlock();
            }
        }
        group.end();
    }

    private void read(InputStream output, Listener listener) {
        try (InputStream buffered = new BufferedInputStream(output, 64 * 1024)) {
            Lines lines = new Lines(buffered, MAX_LINE);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                take(line, listener);
            }
        } catch (IOException e) {
            if (!ending.get()) {
                LOG.warn("{}: its output cannot be read: {}", name, e.getMessage());
            }
        } finally {
            listener.ended();
            end();
        }
    }

    private void take(byte[] line, Listener listener) {
        JsonNode message;
        try {
            message = StrictJson.parse(line, MAX_LINE);
        } catch (MalformedJson e) {
            LOG.warn("{}: a line on its output is not a JSON message and is dropped: {}", name, e.getMessage());
            return;
        }
        listener.received(message);
    }
}
