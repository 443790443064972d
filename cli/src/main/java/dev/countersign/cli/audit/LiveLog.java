package dev.countersign.cli.audit;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The acts of another machine as they happen, over its owner API (server-sent events, WHATWG HTML §9.2). When the stream is
 * lost it goes on where it ended; what comes twice is given once.
 */
public final class LiveLog {
    private static final int REMEMBERED = 20_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String address;
    private final String token;
    private final SequencedSet<String> known = new LinkedHashSet<>();
    private String place = "";
    private int before;

    /**
     * @param issuer where the server is
     * @param token an owner token with the scope {@code activity:read}
     * @param everybody whether the acts of all owners are wanted
     */
    public LiveLog(URI issuer, String token, boolean everybody) {
        this.address = issuer.toString().replaceAll("/+$", "") + "/v1/activity" + (everybody ? "?owner=all&" : "?");
        this.token = token;
    }

    /**
     * The last acts, oldest first.
     *
     * @throws IllegalArgumentException when the server refuses the token
     */
    public List<JsonNode> last(int count) throws IOException, InterruptedException {
        var answer = client.send(
                request("limit=" + Math.clamp(count, 1, 200))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw refused(answer.statusCode(), answer.body());
        var items = StrictJson.parse(answer.body()).path("items").valueStream().toList();
        return items.reversed();
    }

    /**
     * Gives the last acts, then each new one until the server no longer lets this token listen.
     *
     * @throws IllegalArgumentException when it does not
     */
    public void follow(int count, Consumer<JsonNode> acts) throws InterruptedException {
        before = count;
        while (true) {
            try {
                listen(acts);
            } catch (IOException lost) {
                // Said by nobody: what was missed comes when it is there again.
            }
            Thread.sleep(PAUSE);
        }
    }

    private void listen(Consumer<JsonNode> acts) throws IOException, InterruptedException {
        var request = request("").setHeader("Accept", "text/event-stream");
        if (!place.isEmpty()) request.header("Last-Event-ID", place);
        HttpResponse<Stream<String>> answer = client.send(request.build(), BodyHandlers.ofLines());
        try (var lines = answer.body()) {
            var status = answer.statusCode();
            if (status == 429 || status >= 500) return;
            if (status != 200) throw refused(status, lines.reduce("", String::concat));
            for (var line = lines.iterator(); line.hasNext(); ) {
                take(line.next(), acts);
                // Asked for while the stream is open already, so that nothing falls between the two.
                if (before > 0 && !place.isEmpty()) {
                    last(before).forEach(act -> give(act, acts));
                    before = 0;
                }
            }
        } catch (java.io.UncheckedIOException lost) {
            throw lost.getCause();
        }
    }

    private void take(String line, Consumer<JsonNode> acts) {
        if (line.startsWith("id: ")) place = line.substring("id: ".length());
        if (line.startsWith("data: ")) give(StrictJson.parse(line.substring("data: ".length())), acts);
    }

    private void give(JsonNode act, Consumer<JsonNode> acts) {
        if (!act.path("id").isString() || !known.add(act.path("id").stringValue())) return;
        if (known.size() > REMEMBERED) known.removeFirst();
        acts.accept(act);
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create((address + query).replaceAll("[?&]$", "")))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private static IllegalArgumentException refused(int status, String body) {
        String why;
        try {
            why = StrictJson.parse(body.getBytes(StandardCharsets.UTF_8))
                    .path("detail")
                    .asString("");
        } catch (MalformedJson noProblem) {
            why = "";
        }
        return new IllegalArgumentException("the server answered " + status + (why.isEmpty() ? "" : ": " + why)
                + "; it takes an owner token with the scope activity:read");
    }
}
