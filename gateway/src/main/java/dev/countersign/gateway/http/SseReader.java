package dev.countersign.gateway.http;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.upstream.Event;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a {@code text/event-stream} (HTML Living Standard §9.2.6), one event at a time, as soon as it has arrived.
 * Comments are left out.
 */
public final class SseReader {
    /** The largest event, in bytes. */
    static final int MAX_EVENT = 16 * 1024 * 1024;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private boolean skipLineFeed;
    private boolean first = true;

    public SseReader(InputStream in) {
        this.in = new BufferedInputStream(in, 16 * 1024);
    }

    /**
     * The next event, or null at the end of the stream; an event that the end cuts off is left out.
     *
     * @throws IOException when the stream breaks, an event is too large or its data is not JSON
     */
    public @Nullable Event next() throws IOException {
        StringBuilder data = new StringBuilder();
        String id = null;
        String type = "message";
        Integer retry = null;
        boolean any = false;
        for (String text = line(); text != null; text = line()) {
            if (text.isEmpty()) {
                if (any) {
                    return event(type, id, retry, data);
                }
                continue;
            }
            int colon = text.indexOf(':');
            if (colon == 0) {
                continue;
            }
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> {
                    if (data.length() + value.length() > MAX_EVENT) {
                        throw new IOException("An event is larger than " + MAX_EVENT + " bytes");
                    }
                    data.append(data.isEmpty() ? "" : "\n").append(value);
                    any = true;
                }
                case "event" -> type = value;
                case "id" -> {
                    id = visible(value) ? value : null;
                    any = true;
                }
                case "retry" -> {
                    retry = milliseconds(value);
                    any = true;
                }
                default -> {
                    // unknown fields are ignored (§9.2.6)
                }
            }
        }
        return null;
    }

    private static Event event(String type, @Nullable String id, @Nullable Integer retry, StringBuilder data)
            throws IOException {
        if (data.isEmpty() || !type.equals("message")) {
            return new Event(id, retry, null);
        }
        try {
            JsonNode message = StrictJson.parse(data.toString(), MAX_EVENT);
            return new Event(id, retry, message);
        } catch (MalformedJson e) {
            throw new IOException("An event's data is not JSON: " + e.getMessage(), e);
        }
    }

    private static boolean visible(String id) {
        return id.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    private static @Nullable Integer milliseconds(String value) {
        return value.matches("[0-9]{1,9}") ? Integer.valueOf(value) : null;
    }

    private @Nullable String line() throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n' && skipLineFeed) {
                skipLineFeed = false;
                continue;
            }
            skipLineFeed = b == '\r';
            if (b == '\n' || b == '\r') {
                return text();
            }
            if (line.size() >= MAX_EVENT) {
                throw new IOException("A line of the stream is longer than " + MAX_EVENT + " bytes");
            }
            line.write(b);
        }
        return null;
    }

    private String text() {
        String text = line.toString(StandardCharsets.UTF_8);
        boolean mark = first && text.startsWith("\uFEFF");
        first = false;
        return mark ? text.substring(1) : text;
    }
}
