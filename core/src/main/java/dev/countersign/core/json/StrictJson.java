package dev.countersign.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads exactly one JSON value (RFC 8259, and RFC 7493 where that is stricter): valid UTF-8 without a byte order mark,
 * no member twice in one object, no lone surrogate, at most {@value #MAX_DEPTH} levels, nothing after the value, no
 * NaN or Infinity, numbers of at most {@value #MAX_NUMBER} characters.
 *
 * <p>Numbers are kept exactly, as integers of any size or as {@link java.math.BigDecimal}, never as a {@code double}:
 * {@link #write} gives the same value back for {@code 12345678901234567890}, {@code 1.10} and {@code 1e400} (the last
 * one spelled {@code 1E+400}). Only the sign of zero is not kept.
 */
public final class StrictJson {
    /** How deep arrays and objects may stand in each other. */
    public static final int MAX_DEPTH = 64;
    /** How many characters a number may have. */
    public static final int MAX_NUMBER = 1000;
    /** How many bytes are read when the caller names no limit: 4 MiB. */
    public static final int DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .maxStringLength(Integer.MAX_VALUE) // bounded by the size of the whole
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN) // 1e999999999 would fill the memory
                    .build())
            .build();

    private StrictJson() {}

    /** {@link #parse(byte[], int)} with {@link #DEFAULT_MAX_BYTES}. */
    public static JsonNode parse(byte[] utf8) {
        return parse(utf8, DEFAULT_MAX_BYTES);
    }

    /**
     * Reads the one value in {@code utf8}.
     *
     * @throws MalformedJson when it is longer than {@code maxBytes} or not strict JSON
     */
    public static JsonNode parse(byte[] utf8, int maxBytes) {
        if (utf8.length > maxBytes) {
            throw new MalformedJson("The JSON text has " + utf8.length + " bytes; at most " + maxBytes + " are read");
        }
        try {
            // A fresh decoder reports malformed input; String's own constructor would replace it.
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedJson("The JSON text is not valid UTF-8");
        }
    }

    /** {@link #parse(String, int)} with {@link #DEFAULT_MAX_BYTES}. */
    public static JsonNode parse(String text) {
        return parse(text, DEFAULT_MAX_BYTES);
    }

    /**
     * Reads the one value in {@code text}.
     *
     * @throws MalformedJson when it has more than {@code maxChars} characters or is not strict JSON
     */
    public static JsonNode parse(String text, int maxChars) {
        if (text.length() > maxChars) {
            throw new MalformedJson(
                    "The JSON text has " + text.length() + " characters; at most " + maxChars + " are read");
        }
        return read(text);
    }

    /** Writes {@code node} as compact UTF-8, numbers exactly as they are held. */
    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Writes {@code node} as compact text, numbers exactly as they are held. */
    public static String writeString(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    private static JsonNode read(String text) {
        if (text.startsWith("\uFEFF")) {
            throw new MalformedJson("The JSON text starts with a byte order mark; leave it out");
        }
        try (JsonParser parser = MAPPER.createParser(text)) {
            return new TreeReader(parser).only();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new MalformedJson("A number has an exponent beyond what can be kept exactly");
        } catch (JacksonException e) {
            throw new MalformedJson("Not valid JSON" + TreeReader.where(e.getLocation()));
        }
    }
}
