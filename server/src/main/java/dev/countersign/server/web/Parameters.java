package dev.countersign.server.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decoded {@code application/x-www-form-urlencoded} parameters, in the order they came. Parsing is strict: broken percent
 * encoding, bytes that are not UTF-8 and more than 1000 parameters are refused, never repaired.
 */
public final class Parameters {
    private static final int MOST = 1000;
    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * @throws Malformed when the text is not well-formed
     */
    public static Parameters parse(String encoded) {
        var values = new LinkedHashMap<String, List<String>>();
        var count = 0;
        for (var part : encoded.split("&", -1)) {
            if (part.isEmpty()) continue;
            if (++count > MOST) throw new Malformed("more than " + MOST + " parameters were sent; send fewer");
            var equals = part.indexOf('=');
            var name = decode(equals < 0 ? part : part.substring(0, equals));
            var value = equals < 0 ? "" : decode(part.substring(equals + 1));
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new Parameters(values);
    }

    private static String decode(String encoded) {
        var bytes = new byte[encoded.length() * 3];
        var length = 0;
        for (var i = 0; i < encoded.length(); i++) {
            var c = encoded.charAt(i);
            if (c == '+') {
                bytes[length++] = ' ';
            } else if (c == '%') {
                var high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                var low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) throw new Malformed("a % in a parameter is not followed by two hex digits");
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                throw new Malformed("a parameter has a character that must be percent-encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new Malformed("a parameter is not UTF-8 text");
        }
    }

    /**
     * The value of a parameter that may stand once; a parameter without a value counts as absent (RFC 6749 §3.1).
     *
     * @throws Repeated when it was sent more than once
     */
    public Optional<String> one(String name) {
        var all = values.getOrDefault(name, List.of());
        if (all.size() > 1) throw new Repeated(name);
        return all.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** Every non-empty value of a parameter that may repeat, in order. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Set<String> names() {
        return java.util.Collections.unmodifiableSet(values.keySet());
    }

    /** The names sent more than once. */
    public List<String> repeated() {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Text that is not well-formed form encoding. The message is safe to show. */
    public static final class Malformed extends RuntimeException {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** A parameter that may stand once stood twice (RFC 6749 §3.1, §3.2). The message is safe to show. */
    public static final class Repeated extends RuntimeException {
        Repeated(String name) {
            super(
                    "the parameter " + (name.length() > 40 ? name.substring(0, 40) : name)
                            + " was sent more than once; send it once",
                    null,
                    false,
                    false);
        }
    }
}
