package dev.countersign.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A guarded MCP server of our own over HTTP, with sessions: {@code look} reads, {@code change} writes. It remembers with what it
 * was called, and leaves a change open for as long as a test likes.
 */
final class Things implements AutoCloseable {
    private static final String TOOLS = """
            {"tools":[{"name":"look","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},
            {"name":"change","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":false,"destructiveHint":false}}]}""";

    private final HttpServer server;
    private final List<String> sessions = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> contexts = new LinkedBlockingQueue<>();
    private volatile CountDownLatch change = new CountDownLatch(0);

    Things() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", exchange -> {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
                exchange.close();
                return;
            }
            JsonNode message = Http.JSON.readTree(exchange.getRequestBody().readAllBytes());
            String method = message.path("method").asString();
            if (method.equals("initialize")) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "things-1");
            } else {
                String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
                if (method.equals("tools/call")) {
                    sessions.add(session == null ? "none" : session);
                    contexts.add(Objects.requireNonNullElse(
                            exchange.getRequestHeaders().getFirst("Txn-Token"), "none"));
                    if (message.at("/params/name").asString().equals("change")) {
                        awaitChange();
                    }
                }
            }
            if (!message.has("id")) {
                exchange.sendResponseHeaders(202, -1);
                exchange.close();
                return;
            }
            String result = switch (method) {
                case "initialize" ->
                    "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"things\",\"version\":\"1\"}}";
                case "tools/list" -> TOOLS;
                case "tools/call" -> "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";
                default -> "{}";
            };
            byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    /** The session of each tool call that came, in order. */
    List<String> sessions() {
        return sessions;
    }

    /** What the next call says of its caller, signed; {@code none} where nothing is said. Waits for the call. */
    String context() {
        try {
            return Objects.requireNonNull(contexts.poll(20, TimeUnit.SECONDS), "no call came within 20 seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From now on a change stays open. */
    void keepsChangesOpen() {
        change = new CountDownLatch(1);
    }

    /** Lets what is open end, and what comes. */
    void endsChanges() {
        change.countDown();
    }

    private void awaitChange() {
        try {
            change.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        endsChanges();
        server.stop(0);
    }
}
