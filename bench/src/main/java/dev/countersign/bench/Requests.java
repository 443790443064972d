package dev.countersign.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Spells HTTP requests as bytes, once, so that the load generator does little beside sending them. */
final class Requests {
    private Requests() {}

    static byte[] get(int port, String path) {
        return get(port, path, "");
    }

    /**
     * @param extraHeaders whole lines
     */
    static byte[] get(int port, String path, String extraHeaders) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + extraHeaders + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] form(int port, String path, String extraHeaders, Map<String, String> parameters) {
        var body = parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + extraHeaders
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 6749 §2.3.1: both parts are form-encoded inside Basic. */
    static String basic(String id, String secret) {
        var text = encode(id) + ":" + encode(secret);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))
                + "\r\n";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
