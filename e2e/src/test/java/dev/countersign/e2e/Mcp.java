package dev.countersign.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Raw MCP over HTTP with a token: one POST a message, in the era with the handshake. */
final class Mcp {
    private final String url;
    private final String token;
    private final Optional<ProvenKey> key;
    private Optional<String> session = Optional.empty();
    private String revision = "2025-06-18";
    private int last;

    Mcp(String url, String token) {
        this(url, token, Optional.empty());
    }

    /** With a token that is bound to this key, if to any. */
    Mcp(String url, String token, Optional<ProvenKey> key) {
        this.url = url;
        this.token = token;
        this.key = key;
    }

    /** Shakes hands in revision 2025-06-18. */
    Mcp initialized() {
        return initialized("2025-06-18");
    }

    Mcp initialized(String revision) {
        return initialized(revision, "{}");
    }

    /** Shakes hands and declares these capabilities. */
    Mcp initialized(String revision, String capabilities) {
        this.revision = revision;
        HttpResponse<String> answer = post("""
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",
            "capabilities":%s,"clientInfo":{"name":"e2e","version":"1"}}}\
            """.formatted(revision, capabilities));
        if (answer.statusCode() != 200) {
            throw new AssertionError("initialize: " + answer.statusCode() + " " + answer.body());
        }
        session = answer.headers().firstValue("Mcp-Session-Id");
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return this;
    }

    /** The same session, carried on at another address. */
    Mcp movedTo(String other) {
        Mcp moved = new Mcp(other, token, key);
        moved.session = session;
        moved.revision = revision;
        moved.last = last;
        return moved;
    }

    /** Calls a tool with arguments given as JSON. */
    HttpResponse<String> call(String tool, String arguments) {
        return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    HttpResponse<String> request(String method, String params) {
        last++;
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":" + last + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    HttpResponse<String> post(String body) {
        return Http.send(to().POST(BodyPublishers.ofString(body)));
    }

    /** A request with all that this client sends with each. */
    HttpRequest.Builder to() {
        HttpRequest.Builder request = Http.to(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", (key.isPresent() ? "DPoP " : "Bearer ") + token);
        key.ifPresent(bound -> request.header("DPoP", bound.proof("POST", url, token)));
        session.ifPresent(id -> request.header("Mcp-Session-Id", id).header("MCP-Protocol-Version", revision));
        return request;
    }

    /** The JSON-RPC message of an answer, whether it came as JSON or as the last event of a stream. */
    static JsonNode message(HttpResponse<String> answer) {
        String body = answer.body();
        if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            body = body.lines()
                    .filter(line -> line.startsWith("data:"))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new AssertionError("an empty stream"))
                    .substring("data:".length());
        }
        return Http.JSON.readTree(body);
    }
}
