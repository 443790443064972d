package dev.countersign.cli.login;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The machine steps of a login. Each has a short clock of its own, within the command's; no redirect is followed, no cookie
 * kept, and at most 1 MB read.
 */
public final class Web implements AutoCloseable {
    /** How long one step may take. */
    static final Duration STEP = Duration.ofSeconds(15);

    private static final int MAX_BODY = 1 << 20;

    /** The server gave no answer. */
    public static final class Silent extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean sent;

        Silent(URI address, String why, boolean sent) {
            super(Addresses.origin(address) + " " + why);
            this.sent = sent;
        }

        /** Whether the request may have arrived all the same. */
        boolean maybeArrived() {
            return sent;
        }
    }

    private final Nonces nonces = new Nonces();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Answer get(URI address, Bound bound) throws Silent {
        return send(request(address).header("Accept", "application/json"), bound);
    }

    public Answer postJson(URI address, String json, Map<String, String> headers, Bound bound) throws Silent {
        HttpRequest.Builder request = request(address).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return send(request.POST(BodyPublishers.ofString(json)), bound);
    }

    public Answer postForm(URI address, Map<String, String> fields, Map<String, String> headers, Bound bound)
            throws Silent {
        HttpRequest.Builder request = request(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
        headers.forEach(request::header);
        return send(request.POST(BodyPublishers.ofString(form(fields))), bound);
    }

    /**
     * The same with a proof of a key (RFC 9449 §5), and once more when the server wants a nonce in it that it just gave: it
     * has done nothing until then.
     */
    public Answer postForm(
            URI address, Map<String, String> fields, Map<String, String> headers, Optional<DeviceKey> key, Bound bound)
            throws Silent {
        if (key.isEmpty()) {
            return postForm(address, fields, headers, bound);
        }
        Answer answer = proved(address, fields, headers, key.get(), bound);
        return Nonces.wanted(answer) ? proved(address, fields, headers, key.get(), bound) : answer;
    }

    private Answer proved(
            URI address, Map<String, String> fields, Map<String, String> headers, DeviceKey key, Bound bound)
            throws Silent {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(Nonces.PROOF, key.proof("POST", address, Optional.empty(), nonces.of(address)));
        Answer answer = postForm(address, fields, all, bound);
        nonces.learn(address, answer.headers());
        return answer;
    }

    /**
     * A request to a resource, once more when it wants a nonce in the proof that it just gave (RFC 9449 §9).
     *
     * @param json the body, when there is one
     */
    public Answer call(
            String method, URI address, Optional<String> json, Map<String, String> headers, Pass pass, Bound bound)
            throws Silent {
        Answer answer = passed(method, address, json, headers, pass, bound);
        return Nonces.wanted(answer.status(), answer.headers())
                ? passed(method, address, json, headers, pass, bound)
                : answer;
    }

    private Answer passed(
            String method, URI address, Optional<String> json, Map<String, String> headers, Pass pass, Bound bound)
            throws Silent {
        HttpRequest.Builder request = request(address)
                .method(method, json.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        json.ifPresent(body -> request.header("Content-Type", "application/json"));
        headers.forEach(request::header);
        pass.headers(method, address, nonces.of(address)).forEach(request::header);
        Answer answer = send(request, bound);
        nonces.learn(address, answer.headers());
        return answer;
    }

    public void delete(URI address, Map<String, String> headers, Bound bound) throws Silent {
        HttpRequest.Builder request = request(address);
        headers.forEach(request::header);
        send(request.DELETE(), bound);
    }

    /** Fields as {@code application/x-www-form-urlencoded}. */
    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).header("User-Agent", "countersign-cli");
    }

    private Answer send(HttpRequest.Builder builder, Bound bound) throws Silent {
        HttpRequest request = builder.build();
        Duration time = bound.atMost(STEP);
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
        try {
            HttpResponse<byte[]> response = coming.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new Silent(request.uri(), "did not answer within " + Spoken.of(time), true);
        } catch (ExecutionException e) {
            throw silent(request.uri(), Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new Silent(request.uri(), "was not waited for", true);
        }
    }

    private static Silent silent(URI address, Throwable cause) {
        if (cause instanceof ConnectException) {
            return new Silent(address, "cannot be reached; is it running, and is the address right?", false);
        }
        if (cause instanceof javax.net.ssl.SSLException) {
            return new Silent(address, "has no certificate this computer trusts (" + cause.getMessage() + ")", false);
        }
        return new Silent(address, "broke off (" + cause.getClass().getSimpleName() + ")", true);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
