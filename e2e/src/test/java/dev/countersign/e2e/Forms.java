package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts: it keeps cookies, follows redirects of this server, and sends the hidden fields of a form. */
final class Forms implements AutoCloseable {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    /** Becomes ada, the first person of a server. */
    void setsUp(RunningServer server) {
        HttpResponse<String> done = fill(
                open(server.setupLink()),
                Map.of("name", "ada", "passphrase", Human.PASSPHRASE, "again", Human.PASSPHRASE, "with", "passphrase"));
        if (done.statusCode() != 200) {
            throw new AssertionError("setting up answered " + done.statusCode() + ": " + done.body());
        }
    }

    HttpResponse<String> open(URI page) {
        return send(HttpRequest.newBuilder(page));
    }

    /** Fills in the form of the page, which posts to the page's own address, and sends it. */
    HttpResponse<String> fill(HttpResponse<String> page, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            all.put(hidden.group(1), hidden.group(2));
        }
        all.putAll(fields);
        URI address = page.uri();
        return send(HttpRequest.newBuilder(address)
                .header("Origin", address.getScheme() + "://" + address.getAuthority())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Http.encode(all))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
