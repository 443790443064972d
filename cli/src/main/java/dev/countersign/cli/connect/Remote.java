package dev.countersign.cli.connect;

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
import tools.jackson.databind.JsonNode;

/** The server behind, over streamable HTTP. A token goes with every request, and to this one address only. */
final class Remote implements AutoCloseable {
    static final String SESSION = "Mcp-Session-Id";

    private static final String BOTH = "application/json, text/event-stream";
    private static final Duration RESTART = Duration.ofSeconds(20);

    private final URI address;
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
    HttpResponse<InputStream> post(JsonNode message, Map<String, String> headers, Optional<String> token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(headers, token)
                .header("Content-Type", "application/json")
                .header("Accept", BOTH)
                .POST(BodyPublishers.ofByteArray(StrictJson.write(message)));
        long giveUp = System.nanoTime() + RESTART.toNanos();
        while (true) {
            try {
                return client.send(request.build(), BodyHandlers.ofInputStream());
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
    HttpResponse<InputStream> listen(Map<String, String> headers, Optional<String> token)
            throws IOException, InterruptedException {
        return client.send(
                request(headers, token)
                        .header("Accept", "text/event-stream")
                        .GET()
                        .build(),
                BodyHandlers.ofInputStream());
    }

    /** Ends a session, as well as it can be done in a moment. */
    void end(Map<String, String> headers, Optional<String> token) {
        try {
            client.send(
                    request(headers, token)
                            .timeout(Duration.ofSeconds(2))
                            .DELETE()
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException gone) {
            // It ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(Map<String, String> headers, Optional<String> token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "countersign-cli");
        headers.forEach(request::header);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
