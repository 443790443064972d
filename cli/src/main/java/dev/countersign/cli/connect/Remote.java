package dev.countersign.cli.connect;

import dev.countersign.cli.login.Nonces;
import dev.countersign.cli.login.Pass;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.wire.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The server behind, over streamable HTTP. What opens it goes with every request, and to this one address only; where it is
 * bound to a key, each request has a proof of its own.
 */
final class Remote implements AutoCloseable {
    static final String SESSION = "Mcp-Session-Id";

    private static final String BOTH = "application/json, text/event-stream";
    private static final Duration RESTART = Duration.ofSeconds(20);

    private final URI address;
    private final Nonces nonces = new Nonces();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Remote(URI address) {
        this.address = address;
    }

    /** Headers of a request in a session. */
    static Map<String, String> session(Optional<String> session, Optional<String> revision) {
        Map<String, String> headers = new LinkedHashMap<>();
        session.ifPresent(id -> headers.put(SESSION, id));
        revision.ifPresent(version -> headers.put(Protocol.VERSION_HEADER, version));
        return headers;
    }

    /** Posts a message. The answer's body is open; whoever gets it closes it. */
    HttpResponse<InputStream> post(JsonNode message, Map<String, String> headers, Optional<Pass> pass)
            throws IOException, InterruptedException {
        byte[] body = StrictJson.write(message);
        long giveUp = System.nanoTime() + RESTART.toNanos();
        while (true) {
            try {
                return send(() -> request("POST", headers, pass)
                        .header("Content-Type", "application/json")
                        .header("Accept", BOTH)
                        .POST(BodyPublishers.ofByteArray(body)));
            } catch (ConnectException notSent) {
                // A server that restarts is back in a moment; what was never sent may be sent again.
                if (System.nanoTime() > giveUp) {
                    throw notSent;
                }
                Thread.sleep(500);
            }
        }
    }

    /** Opens the stream of a session. */
    HttpResponse<InputStream> listen(Map<String, String> headers, Optional<Pass> pass)
            throws IOException, InterruptedException {
        return send(() -> request("GET", headers, pass)
                .header("Accept", "text/event-stream")
                .GET());
    }

    /** Ends a session, as well as it can be done in a moment. */
    void end(Map<String, String> headers, Optional<Pass> pass) {
        try {
            send(() -> request("DELETE", headers, pass)
                            .timeout(Duration.ofSeconds(2))
                            .DELETE())
                    .body()
                    .close();
        } catch (IOException gone) {
            // It ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends, and once more when the proof lacked a nonce that the server just gave: it has done nothing until then. */
    private HttpResponse<InputStream> send(Supplier<HttpRequest.Builder> request)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request.get().build(), BodyHandlers.ofInputStream());
        nonces.learn(address, response.headers());
        if (!Nonces.wanted(response.statusCode(), response.headers())) {
            return response;
        }
        response.body().close();
        return client.send(request.get().build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String method, Map<String, String> headers, Optional<Pass> pass) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "countersign-cli");
        headers.forEach(request::header);
        pass.ifPresent(
                shown -> shown.headers(method, address, nonces.of(address)).forEach(request::header));
        return request;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
