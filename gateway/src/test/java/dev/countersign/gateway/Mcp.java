package dev.countersign.gateway;

import dev.countersign.core.json.StrictJson;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client that speaks MCP as the test writes it. */
final class Mcp {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final @Nullable String token;
    private @Nullable String session;
    private @Nullable String version;

    Mcp(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** Says initialize and initialized. */
    static Mcp session(String url, String token, String version) throws Exception {
        return session(url, token, version, "{}");
    }

    static Mcp session(String url, String token, String version, String capabilities) throws Exception {
        Mcp mcp = new Mcp(url, token);
        HttpResponse<String> response = mcp.post("""
                {"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"%s","capabilities":%s,
                 "clientInfo":{"name":"test","version":"1"}}}""".formatted(version, capabilities));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        mcp.session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
        mcp.version = json(response).path("result").path("protocolVersion").asString();
        mcp.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return mcp;
    }

    @Nullable
    String session() {
        return session;
    }

    void useSession(@Nullable String other) {
        session = other;
    }

    void useVersion(String other) {
        version = other;
    }

    HttpRequest.Builder request(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        if (version != null) {
            request.header("MCP-Protocol-Version", version);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    HttpResponse<String> post(String body, String... headers) throws Exception {
        return HTTP.send(
                request(headers)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<java.io.InputStream> open(String body) throws Exception {
        return HTTP.send(
                request()
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofInputStream());
    }

    HttpResponse<java.io.InputStream> get() throws Exception {
        return HTTP.send(request().header("Accept", "text/event-stream").GET().build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> send(String method, String... headers) throws Exception {
        return HTTP.send(
                request(headers).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    static String call(Object id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    static String request(Object id, String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
    }

    static JsonNode json(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/event-stream")) {
            return StrictJson.parse(response.body());
        }
        List<JsonNode> messages = new ArrayList<>();
        for (String line : response.body().split("\n")) {
            if (line.startsWith("data: {")) {
                messages.add(StrictJson.parse(line.substring(6)));
            }
        }
        return messages.getLast();
    }

    static String text(HttpResponse<String> response) {
        return json(response)
                .path("result")
                .path("content")
                .path(0)
                .path("text")
                .asString("");
    }

    /** Sends bytes as they are and gives the status line and headers, for what no HTTP client would send. */
    static String raw(int port, String request) throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }
    }
}
