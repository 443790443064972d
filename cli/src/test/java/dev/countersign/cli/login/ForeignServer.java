package dev.countersign.cli.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Somebody else's authorization server, whose every answer the test writes. It is real HTTP on this computer. */
public final class ForeignServer implements AutoCloseable {
    /** What it answers. */
    public record Says(int status, String json, Map<String, String> headers) {
        public static Says ok(String json) {
            return new Says(200, json, Map.of());
        }

        public static Says error(String code) {
            return new Says(400, "{\"error\":\"" + code + "\"}", Map.of());
        }
    }

    private final HttpServer server;
    private final Map<String, Function<Map<String, String>, Says>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> proofs = new ConcurrentHashMap<>();

    public ForeignServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked for, in order: paths. */
    public List<String> asked() {
        return asked;
    }

    /** The proofs of a key (RFC 9449) that came to a path, in order; empty text for a request without one. */
    public List<String> proofs(String path) {
        return proofs.getOrDefault(path, List.of());
    }

    /** Answers a path; SELF stands for this server's address. */
    public ForeignServer answers(String path, Function<Map<String, String>, Says> how) {
        answers.put(path, how);
        return this;
    }

    public ForeignServer answers(String path, String json) {
        return answers(path, form -> Says.ok(json));
    }

    /** The documents of an ordinary server: a resource at {@code /mcp} and its authorization server beside it. */
    public ForeignServer ordinary(String grantTypes) {
        return ordinary(grantTypes, "");
    }

    /**
     * The same.
     *
     * @param more members of its metadata, each after a comma
     */
    public ForeignServer ordinary(String grantTypes, String more) {
        return answers(
                        "/mcp",
                        form -> new Says(
                                401,
                                "{}",
                                Map.of(
                                        "WWW-Authenticate",
                                        "Bearer resource_metadata=\"SELF/.well-known/oauth-protected-resource/mcp\","
                                                + " scope=\"files:read\"")))
                .answers(
                        "/.well-known/oauth-protected-resource/mcp",
                        "{\"resource\":\"SELF/mcp\",\"authorization_servers\":[\"SELF\"]}")
                .answers("/.well-known/oauth-authorization-server", """
                    {"issuer":"SELF","authorization_endpoint":"SELF/authorize","token_endpoint":"SELF/token",
                    "registration_endpoint":"SELF/register","device_authorization_endpoint":"SELF/device",
                    "grant_types_supported":[%s],"token_endpoint_auth_methods_supported":["none"],
                    "code_challenge_methods_supported":["S256"]%s}\
                    """.formatted(grantTypes, more))
                .answers(
                        "/register",
                        form -> new Says(
                                201, "{\"client_id\":\"c1\",\"token_endpoint_auth_method\":\"none\"}", Map.of()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestURI().getPath());
        String proof = exchange.getRequestHeaders().getFirst("DPoP");
        proofs.computeIfAbsent(exchange.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                .add(proof == null ? "" : proof);
        Says says = answers.getOrDefault(exchange.getRequestURI().getPath(), form -> new Says(404, "{}", Map.of()))
                .apply(
                        body.startsWith("{")
                                ? Map.of("json", body)
                                : Callback.ofQuery(body).parameters());
        says.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value.replace("SELF", url())));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = says.json().replace("SELF", url()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(says.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
