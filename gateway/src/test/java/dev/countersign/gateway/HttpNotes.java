package dev.countersign.gateway;

import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.wire.Rpc;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A small MCP server over streamable HTTP with sessions, on a port of its own. Remembers what headers it got. */
final class HttpNotes extends Handler.Abstract implements AutoCloseable {
    final List<HttpFields> received = new CopyOnWriteArrayList<>();
    final Map<String, String> ended = new ConcurrentHashMap<>();
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile int status = 200;
    /** What an honest server never puts beside its results. */
    final Map<String, JsonNode> beside = new ConcurrentHashMap<>();

    private final Server jetty = new Server(new VirtualThreadPool());
    private final ServerConnector connector = new ServerConnector(jetty);

    HttpNotes() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(this);
        jetty.start();
    }

    String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/mcp";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        received.add(HttpFields.build(request.getHeaders()).asImmutable());
        if (status != 200) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.LOCATION, "https://evil.example/");
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"upstream\"");
            callback.succeeded();
            return true;
        }
        switch (request.getMethod()) {
            case "GET" -> listen(response);
            case "DELETE" -> ended.put(String.valueOf(request.getHeaders().get("Mcp-Session-Id")), "yes");
            default -> post(request, response);
        }
        callback.succeeded();
        return true;
    }

    private void listen(Response response) throws Exception {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        write(
                response,
                ": hello\n\nid: 7\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\n"
                        + "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/evil\"}\n\n");
        goOn.await(20, TimeUnit.SECONDS);
    }

    private void post(Request request, Response response) throws Exception {
        ObjectNode message;
        try (InputStream in = Content.Source.asInputStream(request)) {
            message = (ObjectNode) StrictJson.parse(in.readAllBytes());
        }
        response.getHeaders().put(HttpHeader.SET_COOKIE, "upstream=1");
        response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.getHeaders().put("X-Upstream-Secret", "1");
        String method = message.path("method").asString("");
        JsonNode id = message.get("id");
        if (id == null || method.isEmpty()) {
            response.setStatus(202);
            return;
        }
        switch (method) {
            case "initialize" -> {
                response.getHeaders().put("Mcp-Session-Id", "upstream-session-1");
                ObjectNode result = Rpc.object().put("protocolVersion", "2025-06-18");
                result.putObject("capabilities").putObject("tools");
                json(response, Rpc.result(id, result));
            }
            case "tools/list" -> {
                ObjectNode result = Rpc.object();
                ObjectNode tool = result.putArray("tools").addObject().put("name", "look");
                tool.putObject("inputSchema").put("type", "object");
                tool.putObject("annotations").put("readOnlyHint", true);
                json(response, Rpc.result(id, result));
            }
            case "tools/call" -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
                write(
                        response,
                        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\r\n\r\n");
                goOn.await(20, TimeUnit.SECONDS);
                ObjectNode result = Rpc.object();
                result.putArray("content").addObject().put("type", "text").put("text", "looked");
                write(response, "data: " + Rpc.result(id, result) + "\n\n");
            }
            default -> json(response, Rpc.error(id, Rpc.METHOD_NOT_FOUND, "Method not found"));
        }
    }

    private void json(Response response, ObjectNode body) throws Exception {
        beside.forEach(body::set);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        write(response, body.toString());
    }

    private static void write(Response response, String text) throws Exception {
        try (Blocker.Callback callback = Blocker.callback()) {
            response.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
            callback.block();
        }
    }

    @Override
    public void close() throws Exception {
        goOn.countDown();
        jetty.stop();
    }
}
