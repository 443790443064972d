package dev.countersign.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * An agent of our own that speaks plain OAuth 2.1: it makes an authorization request with PKCE, listens for the answer on a
 * loopback port, and redeems what it gets.
 */
final class Agent implements AutoCloseable {
    /** What came to the callback. */
    record Callback(Map<String, String> parameters, List<String> cookies) {
        String code() {
            String code = parameters.get("code");
            if (code == null) {
                throw new AssertionError("the answer carries no code: " + parameters);
            }
            return code;
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RunningServer server;
    private final HttpServer listener;
    private final BlockingQueue<Callback> callbacks = new LinkedBlockingQueue<>();
    private final String clientId;
    private final String verifier = random(48);
    private final String state = random(12);

    Agent(RunningServer server) {
        this(server, "mcp-agent");
    }

    Agent(RunningServer server, String clientId) {
        this.server = server;
        this.clientId = clientId;
        try {
            listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.createContext("/callback", exchange -> {
            callbacks.add(new Callback(
                    parameters(exchange.getRequestURI().getRawQuery()),
                    exchange.getRequestHeaders().getOrDefault("Cookie", List.of())));
            byte[] page = "<!doctype html><title>done</title><h1>You may close this page</h1>"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        listener.start();
    }

    int port() {
        return listener.getAddress().getPort();
    }

    String redirect() {
        return "http://127.0.0.1:" + port() + "/callback";
    }

    String state() {
        return state;
    }

    String verifier() {
        return verifier;
    }

    /** The address a person opens to be asked; more parameters replace or add to the usual ones. */
    URI authorizeUrl(String resource, Map<String, String> more) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("response_type", "code");
        fields.put("client_id", clientId);
        fields.put("redirect_uri", redirect());
        fields.put("code_challenge", challenge(verifier));
        fields.put("code_challenge_method", "S256");
        fields.put("state", state);
        fields.put("resource", resource);
        fields.putAll(more);
        return URI.create(server.issuer() + "/oauth/authorize?" + Http.encode(fields));
    }

    URI authorizeUrl(String resource) {
        return authorizeUrl(resource, Map.of());
    }

    /** Waits for what the browser brings. */
    Callback answer() {
        try {
            Callback callback = callbacks.poll(20, TimeUnit.SECONDS);
            if (callback == null) {
                throw new AssertionError("the browser brought no answer within 20 seconds");
            }
            return callback;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether nothing came within this time. */
    boolean hearsNothing(Duration time) {
        try {
            return callbacks.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> redeem(String code) {
        return Http.form(
                server.issuer() + "/oauth/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "client_id", clientId,
                        "redirect_uri", redirect(),
                        "code_verifier", verifier));
    }

    /** The token answer for a code; fails unless it is one. */
    JsonNode tokens(String code) {
        return tokens(redeem(code));
    }

    HttpResponse<String> redeem(String code, ProvenKey key) {
        String url = server.issuer() + "/oauth/token";
        return Http.send(Http.to(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("DPoP", key.proof(url))
                .POST(BodyPublishers.ofString(Http.encode(Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "client_id", clientId,
                        "redirect_uri", redirect(),
                        "code_verifier", verifier)))));
    }

    /** The token answer for a code that is redeemed on the device with this key. */
    JsonNode tokens(String code, ProvenKey key) {
        return tokens(redeem(code, key));
    }

    private static JsonNode tokens(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError("no tokens: " + response.statusCode() + " " + response.body());
        }
        return Http.JSON.readTree(response.body());
    }

    /** Refreshes a lineage that is bound to this key. */
    HttpResponse<String> refresh(String refreshToken, ProvenKey key) {
        String url = server.issuer() + "/oauth/token";
        return Http.send(Http.to(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("DPoP", key.proof(url))
                .POST(BodyPublishers.ofString(Http.encode(
                        Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", clientId)))));
    }

    HttpResponse<String> refresh(String refreshToken) {
        return Http.form(
                server.issuer() + "/oauth/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", clientId));
    }

    @Override
    public void close() {
        listener.stop(0);
    }

    static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
        Map<String, String> found = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                found.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
            }
        }
        return found;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
