package dev.countersign.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** A guarded MCP server of our own over HTTP, with sessions: {@code look} reads, {@code change} writes. */
final class Things implements AutoCloseable {
    private static final String TOOLS = """
            {"tools":[{"name":"look","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},
            {"name":"change","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":false,"destructiveHint":false}}]}""";

    private final HttpServer server;
    private final List<String> sessions = new CopyOnWriteArrayList<>();

    Things() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    @Override
    public void close() {
        server.stop(0);
    }
}
