package dev.countersign.server.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without script: keeps cookies by path, sends forms with their hidden fields and its origin. */
public final class Tab {
    /** An answer, read as a page. */
    public record Seen(HttpResponse<String> answer) {
        public int status() {
            return answer.statusCode();
        }

        public String html() {
            return answer.body();
        }

        public String location() {
            return answer.headers().firstValue("Location").orElse("");
        }

        /** The value of the first hidden field of this name. */
        public String hidden(String name) {
            var match =
                    Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html());
            return match.find() ? unescape(match.group(1)) : "";
        }

        /** The passkey options on the page. */
        public String options() {
            var match = Pattern.compile("data-options=\"([^\"]*)\"").matcher(html());
            if (!match.find()) throw new AssertionError("no passkey is asked for on: " + html());
            return unescape(match.group(1));
        }

        /** Where the link with this label leads. */
        public String link(String label) {
            var match = Pattern.compile("href=\"([^\"]*)\">" + Pattern.quote(label) + "<")
                    .matcher(html());
            return match.find() ? unescape(match.group(1)) : "";
        }

        private static String unescape(String text) {
            return text.replace("&#34;", "\"")
                    .replace("&#39;", "'")
                    .replace("&lt;", "<")
                    .replace("&amp;", "&");
        }
    }

    private final HttpClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final String issuer;
    private Optional<String> origin;

    /** A tab without cookies; its connections are the client's, which follows no redirect. */
    Tab(HttpClient http, String issuer) {
        this.http = http;
        this.issuer = issuer;
        this.origin = Optional.of(issuer);
    }

    /** Another tab with the cookies of now. */
    public Tab copy() {
        var copy = new Tab(http, issuer);
        copy.cookies.putAll(cookies);
        return copy;
    }

    /** From now on forms come from another page; empty sends no origin at all. */
    public Tab from(String other) {
        origin = other.isEmpty() ? Optional.empty() : Optional.of(other);
        return this;
    }

    public Seen get(String path) {
        return send(HttpRequest.newBuilder(at(path)).GET(), path);
    }

    /** Follows redirects on this server, as a browser would. */
    public Seen visit(String path) {
        var seen = get(path);
        while (seen.status() == 303 && seen.location().startsWith("/")) seen = get(seen.location());
        return seen;
    }

    public Seen post(String path, Map<String, List<String>> fields) {
        var body = fields.entrySet().stream()
                .flatMap(field -> field.getValue().stream()
                        .map(value -> field.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        origin.ifPresent(value -> request.header("Origin", value));
        return send(request, path);
    }

    /** Sends this page's form with further fields: name, value, name, value … */
    public Seen submit(Seen page, String path, String... fields) {
        var all = new HashMap<String, List<String>>();
        for (var name : List.of("csrf", "shown", "next", "ceremony")) {
            if (!page.hidden(name).isEmpty()) all.put(name, List.of(page.hidden(name)));
        }
        for (var i = 0; i < fields.length; i += 2) {
            all.merge(fields[i], List.of(fields[i + 1]), (before, more) -> {
                var both = new ArrayList<>(before);
                both.addAll(more);
                return both;
            });
        }
        return post(path, all);
    }

    /** The Cookie header a server on the same host would get at this path, whatever its port. */
    public String sentTo(String path) {
        return cookies.entrySet().stream()
                .filter(cookie -> {
                    var scope = cookie.getKey().split(" ", 2)[1];
                    return path.equals(scope) || path.startsWith(scope.endsWith("/") ? scope : scope + "/");
                })
                .map(cookie -> cookie.getKey().split(" ", 2)[0] + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private URI at(String path) {
        return URI.create(issuer + path);
    }

    private Seen send(HttpRequest.Builder request, String path) {
        var cookie = sentTo(URI.create(path).getPath());
        if (!cookie.isEmpty()) request.header("Cookie", cookie);
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return new Seen(answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void keep(String line) {
        var parts = line.split("; ", -1);
        var pair = parts[0].split("=", 2);
        var path = "/";
        for (var part : parts) if (part.startsWith("Path=")) path = part.substring(5);
        if (line.contains("Max-Age=0")) cookies.remove(pair[0] + " " + path);
        else cookies.put(pair[0] + " " + path, pair[1]);
    }
}
