package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;

/** The MCP project's example server, listening on a port of its own. */
final class EverythingOverHttp implements AutoCloseable {
    private final int port = RunningServer.freePort();
    private final Process process;

    EverythingOverHttp() {
        ProcessBuilder builder = new ProcessBuilder(
                        Node.command("@modelcontextprotocol/server-everything", "dist/index.js", "streamableHttp"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put("PORT", Integer.toString(port));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Deadline.await(
                "the example server to listen",
                Duration.ofSeconds(30),
                () -> Http.status(url()) == 0 ? Optional.empty() : Optional.of(true));
    }

    String url() {
        return "http://127.0.0.1:" + port + "/mcp";
    }

    @Override
    public void close() {
        process.destroy();
    }
}
