package dev.countersign.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The scalar types a key may have. Every failure says what is expected; it never repeats the value, the caller knows what may be shown. */
final class Scalars {
    private Scalars() {}

    static Object read(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == Secret.class) {
            return new Secret(text);
        } else if (type == boolean.class || type == Boolean.class) {
            return bool(text);
        } else if (type == int.class || type == Integer.class) {
            return integer(text);
        } else if (type == Duration.class) {
            return Durations.parse(text)
                    .orElseThrow(
                            () -> new IllegalArgumentException("expected a duration such as 4s, 10m, PT4S or P30D"));
        } else if (type == URI.class) {
            return uri(text);
        } else if (type == Path.class) {
            return path(text);
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("no key may have the type " + type);
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw new IllegalArgumentException("expected on or off");
        };
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number", e);
        }
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || uri.getHost() == null) {
                throw new IllegalArgumentException("expected an absolute URL such as https://host.example/path");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("expected an absolute URL such as https://host.example/path", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected the path of a file", e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        String wanted = type == Proving.class ? onOrOff(text) : text;
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelled(constant).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Scalars::spelled)
                                .collect(Collectors.joining(", "))));
    }

    /** A choice that can also be made like a switch. */
    private static String onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> "on";
            case "false", "no" -> "off";
            default -> text.toLowerCase(Locale.ROOT);
        };
    }

    static String spelled(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
