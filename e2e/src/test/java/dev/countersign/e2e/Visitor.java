package dev.countersign.e2e;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A browser reduced to its HTTP: it keeps cookies, names its origin, and sends what it is told. For what a real browser
 * would never send, and for what must be sent twice at the same moment.
 */
final class Visitor {
    private final RunningServer server;
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    Visitor(RunningServer server) {
        this.server = server;
    }

    /** A page with a form on it. */
    record Form(String path, String html) {
        /** The value of a hidden field. */
        String hidden(String name) {
            var field = Pattern.compile("type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"")
                    .matcher(html);
            if (!field.find()) {
                throw new AssertionError("no hidden field " + name + " on " + path + ":\n" + html);
            }
            return field.group(1);
        }
    }

    HttpResponse<String> get(String path) {
        return kept(Http.send(Http.to(server.issuer() + path).header("Cookie", cookies())));
    }

    /** Posts fields from a page of the issuer. */
    HttpResponse<String> post(String path, Fields fields) {
        return post(path, fields, Optional.of(server.issuer()));
    }

    HttpResponse<String> post(String path, Fields fields, Optional<String> origin) {
        var request = Http.to(server.issuer() + path)
                .header("Cookie", cookies())
                .header("Content-Type", "application/x-www-form-urlencoded");
        origin.ifPresent(from -> request.header("Origin", from));
        return kept(Http.send(request.POST(BodyPublishers.ofString(fields.encoded()))));
    }

    /** Tries to sign in; 303 when it worked. */
    HttpResponse<String> signsIn(String name, String passphrase) {
        Form page = new Form("/login", get("/login").body());
        return post(
                page.path(),
                new Fields()
                        .with("csrf", page.hidden("csrf"))
                        .with("name", name)
                        .with("passphrase", passphrase));
    }

    /** Follows an authorization request to its consent page; signed in already. */
    Form reaches(URI authorize) {
        String path = authorize.getRawPath() + "?" + authorize.getRawQuery();
        for (int hop = 0; hop < 5; hop++) {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() == 200) {
                return new Form(path, answer.body());
            }
            String to = answer.headers()
                    .firstValue("Location")
                    .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
            path = to.replace(server.issuer(), "");
        }
        throw new AssertionError("more than five redirects");
    }

    /** The fields of a whole approval of this page. */
    static Fields approval(Form page) {
        return new Fields()
                .with("csrf", page.hidden("csrf"))
                .with("shown", page.hidden("shown"))
                .with("access", "read")
                .with("until", "PT1H")
                .with("passphrase", Human.PASSPHRASE)
                .with("decision", "approve");
    }

    private HttpResponse<String> kept(HttpResponse<String> answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }

    private String cookies() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /** The fields of a form, in order of their names; sent as they are. */
    static final class Fields {
        private final Map<String, String> values = new LinkedHashMap<>();

        Fields with(String name, String value) {
            values.put(name, value);
            return this;
        }

        Fields without(String name) {
            values.remove(name);
            return this;
        }

        String encoded() {
            return Http.encode(values);
        }
    }

    /** An owner token with this scope, by owner onboarding. */
    static String ownerToken(RunningServer server, String owner, String scope) {
        JsonNode asked = Http.JSON.readTree(Http.form(
                        server.issuer() + "/oauth/device_authorization",
                        Map.of("client_id", "countersign-cli", "profile", "owner_agent", "scope", scope))
                .body());
        Visitor visitor = new Visitor(server);
        visitor.signsIn(owner, Human.PASSPHRASE);
        Form entry = new Form("/device", visitor.get("/device").body());
        String consent = visitor.post(
                        "/device",
                        new Fields()
                                .with("csrf", entry.hidden("csrf"))
                                .with("user_code", asked.path("user_code").asString()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Form page = visitor.reaches(URI.create(server.issuer()).resolve(consent));
        visitor.post(page.path(), approval(page).without("access").with("scope", scope));
        return Deadline.await("the token", Duration.ofSeconds(30), () -> {
            JsonNode answer = Http.JSON.readTree(Http.form(
                            server.issuer() + "/oauth/token",
                            Map.of(
                                    "grant_type",
                                    "urn:ietf:params:oauth:grant-type:device_code",
                                    "client_id",
                                    "countersign-cli",
                                    "device_code",
                                    asked.path("device_code").asString()))
                    .body());
            return answer.path("access_token").stringValueOpt();
        });
    }
}
