package dev.countersign.cli.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Listens on this computer for the browser that brings the answer (RFC 8252 §7.3). */
final class Loopback implements AutoCloseable {
    private static final String PATH = "/callback";

    private final HttpServer server;

    /**
     * @param port to listen on, or 0 for any free one
     * @param state what an answer to this login carries; others are turned away
     */
    private Loopback(int port, String state, Consumer<Callback> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.createContext("/", exchange -> handle(exchange, state, answers));
        server.start();
    }

    /** Listens on the port of a redirect that was registered before, else on any free port. */
    static Loopback open(Optional<URI> registered, String state, Consumer<Callback> answers) throws LoginException {
        if (registered.isPresent() && registered.get().getPort() > 0) {
            try {
                return new Loopback(registered.get().getPort(), state, answers);
            } catch (IOException taken) {
                // Another program has the port; a new registration will name another one.
            }
        }
        try {
            return new Loopback(0, state, answers);
        } catch (IOException e) {
            throw LoginException.refused("No port of this computer can be listened on (" + e.getMessage() + ").");
        }
    }

    /** Where the browser is sent. */
    URI redirect() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    private static void handle(HttpExchange exchange, String state, Consumer<Callback> answers) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)
                || !exchange.getRequestMethod().equals("GET")) {
            reply(exchange, 404, "Not found", "There is nothing here.");
            return;
        }
        Callback callback = Callback.ofQuery(exchange.getRequestURI().getRawQuery());
        if (!callback.isFor(state)) {
            reply(exchange, 400, "Not this login", "This is not the answer to the login that waits in the terminal.");
            return;
        }
        boolean granted = callback.parameters().containsKey("code");
        reply(
                exchange,
                200,
                granted ? "Back to the terminal" : "Nothing was granted",
                granted
                        ? "You have decided. The rest happens in the terminal; you may close this page."
                        : "The terminal says what happened; you may close this page.");
        answers.accept(callback);
    }

    private static void reply(HttpExchange exchange, int status, String title, String text) throws IOException {
        byte[] page = """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>\
                <meta name="viewport" content="width=device-width"><h1>%s</h1><p>%s</p></html>
                """.formatted(title, title, text).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
