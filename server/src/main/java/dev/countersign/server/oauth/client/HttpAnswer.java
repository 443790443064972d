package dev.countersign.server.oauth.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 response, read with hard limits from a stranger (RFC 9112). Anything unusual is refused rather than
 * understood: nobody has to publish a metadata document in an unusual way.
 *
 * @param headers names in lower case; a repeated field keeps its first value
 */
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final int HEAD_LIMIT = 16 * 1024;

    /** The answer is not HTTP as expected, or too large. The message is safe to show. */
    static final class Unreadable extends IOException {
        Unreadable(String message) {
            super(message);
        }
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /**
     * Reads the head and, for a 200, the body.
     *
     * @param limit the largest body in bytes
     */
    static HttpAnswer read(InputStream in, int limit) throws IOException {
        var reader = new Reader(in);
        var status = status(reader.line());
        var headers = headers(reader);
        while (status >= 100 && status < 200) {
            status = status(reader.line());
            headers = headers(reader);
        }
        return new HttpAnswer(status, headers, status == 200 ? body(reader, headers, limit) : new byte[0]);
    }

    private static int status(String line) throws Unreadable {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) throw new Unreadable("it does not answer in HTTP/1.1");
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> headers(Reader reader) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = reader.line(); !line.isEmpty(); line = reader.line()) {
            var colon = line.indexOf(':');
            if (colon <= 0) throw new Unreadable("its answer has a malformed header");
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static byte[] body(Reader reader, Map<String, String> headers, int limit) throws IOException {
        var encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity"))
            throw new Unreadable("its answer is compressed though we did not ask");
        var transfer = headers.get("transfer-encoding");
        if (transfer != null) {
            if (!transfer.equalsIgnoreCase("chunked")) throw new Unreadable("its transfer encoding is not chunked");
            return chunked(reader, limit);
        }
        var length = headers.get("content-length");
        if (length == null) return reader.rest(limit);
        if (!length.matches("[0-9]{1,9}")) throw new Unreadable("its Content-Length is not a number");
        return reader.exactly(checked(Integer.parseInt(length), limit));
    }

    private static byte[] chunked(Reader reader, int limit) throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            var line = reader.line();
            var semicolon = line.indexOf(';');
            var size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) throw new Unreadable("a chunk of its answer has no size");
            var length = Integer.parseInt(size, 16);
            if (length == 0) return all.toByteArray();
            checked(all.size() + length, limit);
            all.writeBytes(reader.exactly(length));
            if (!reader.line().isEmpty()) throw new Unreadable("a chunk of its answer has no end");
        }
    }

    private static int checked(int length, int limit) throws Unreadable {
        if (length > limit) throw new Unreadable("it is larger than " + limit + " bytes");
        return length;
    }

    /** Counts what it reads, so that a head without end ends here. */
    private static final class Reader {
        private final InputStream in;
        private int head;

        Reader(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (var b = in.read(); ; b = in.read()) {
                if (b < 0) throw new Unreadable("its answer ends in the middle");
                if (++head > HEAD_LIMIT) throw new Unreadable("its headers are larger than " + HEAD_LIMIT + " bytes");
                if (b == '\n') break;
                line.write(b);
            }
            var text = line.toString(StandardCharsets.ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        byte[] exactly(int length) throws IOException {
            var bytes = in.readNBytes(length);
            if (bytes.length < length) throw new Unreadable("its answer ends in the middle");
            return bytes;
        }

        byte[] rest(int limit) throws IOException {
            var bytes = in.readNBytes(limit + 1);
            checked(bytes.length, limit);
            return bytes;
        }
    }
}
