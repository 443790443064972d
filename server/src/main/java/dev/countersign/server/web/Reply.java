package dev.countersign.server.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An answer as a value: status, header fields in order, and a body or what writes one bit by bit. Immutable. */
public record Reply(int status, List<Field> fields, byte[] body, Optional<Stream> stream) {
    /** Writes an answer bit by bit, on the request's own thread, until it returns or the other side is gone. */
    @FunctionalInterface
    public interface Stream {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** One header field. */
    public record Field(String name, String value) {}

    public Reply {
        fields = List.copyOf(fields);
    }

    public Reply(int status, List<Field> fields, byte[] body) {
        this(status, fields, body, Optional.empty());
    }

    /** An answer whose end is not known when it begins. */
    public static Reply stream(String contentType, Stream stream) {
        return new Reply(200, List.of(new Field("Content-Type", contentType)), new byte[0], Optional.of(stream));
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), new byte[0]);
    }

    public static Reply bytes(int status, String contentType, byte[] body) {
        return new Reply(status, List.of(new Field("Content-Type", contentType)), body);
    }

    public static Reply text(int status, String contentType, String body) {
        return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON that no cache keeps. Use {@link #with} to allow caching of what is public. */
    public static Reply json(int status, JsonNode body) {
        return text(status, "application/json", body.toString()).with("Cache-Control", "no-store");
    }

    /** 303: the browser follows with GET and never repeats a body (RFC 9700 §4.12). */
    public static Reply seeOther(URI target) {
        return seeOther(target.toString());
    }

    /** 303 to a target whose exact text matters, such as a redirect URI that a client presented. */
    public static Reply seeOther(String target) {
        return empty(303).with("Location", target).with("Cache-Control", "no-store");
    }

    /** The same answer with one header field set, in place of any of that name. */
    public Reply with(String name, String value) {
        var changed = new ArrayList<>(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList());
        changed.add(new Field(name, value));
        return new Reply(status, changed, body, stream);
    }

    /** The same answer with one more header field of a name that may repeat, such as Set-Cookie. */
    public Reply adding(String name, String value) {
        var changed = new ArrayList<>(fields);
        changed.add(new Field(name, value));
        return new Reply(status, changed, body, stream);
    }
}
