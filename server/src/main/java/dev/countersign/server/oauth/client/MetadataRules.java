package dev.countersign.server.oauth.client;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.oauth.ClientKeys;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules that hold for client metadata (RFC 7591 §2) wherever it comes from. */
final class MetadataRules {
    private static final int LONGEST_NAME = 100;
    private static final int MOST_URIS = 20;

    /** A rule that is broken: the error code of RFC 7591 §3.2.2 and a sentence that is safe to show. */
    static final class Broken extends RuntimeException {
        private final String code;

        Broken(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        String code() {
            return code;
        }

        String remedy() {
            return String.valueOf(getMessage());
        }
    }

    private MetadataRules() {}

    static Broken metadata(String message) {
        return new Broken("invalid_client_metadata", message);
    }

    static Broken redirect(String message) {
        return new Broken("invalid_redirect_uri", message);
    }

    /** A name fit to show: control and direction-changing characters are refused, for they can fake what stands beside. */
    static Optional<String> name(Map<String, Object> members) {
        var given = string(members, "client_name").map(String::strip).filter(name -> !name.isEmpty());
        given.ifPresent(name -> {
            if (name.length() > LONGEST_NAME) {
                throw metadata("client_name is longer than " + LONGEST_NAME + " characters; shorten it");
            }
            if (name.codePoints().anyMatch(MetadataRules::unprintable)) {
                throw metadata("client_name has control or text-direction characters; leave them out");
            }
        });
        return given;
    }

    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    static List<String> redirectUris(Map<String, Object> members) {
        var uris = strings(members, "redirect_uris").orElse(List.of());
        if (uris.size() > MOST_URIS) throw redirect("redirect_uris has more than " + MOST_URIS + " entries");
        return uris;
    }

    /** The grant types asked for that exist here; absent means {@code authorization_code}. Others are left out. */
    static Set<GrantType> grantTypes(Map<String, Object> members, Set<GrantType> allowed) {
        var asked = strings(members, "grant_types").orElse(List.of(GrantType.AUTHORIZATION_CODE.wire()));
        var kept = EnumSet.noneOf(GrantType.class);
        asked.stream()
                .map(GrantType::of)
                .flatMap(Optional::stream)
                .filter(allowed::contains)
                .forEach(kept::add);
        if (kept.isEmpty() || kept.equals(EnumSet.of(GrantType.REFRESH_TOKEN))) {
            throw metadata("grant_types names no way to get a token here; use authorization_code");
        }
        return kept;
    }

    static void responseTypes(Map<String, Object> members, Set<GrantType> grantTypes) {
        var given = strings(members, "response_types");
        if (given.isPresent()
                && grantTypes.contains(GrantType.AUTHORIZATION_CODE)
                && !given.get().contains("code")) {
            throw metadata("response_types must contain code when grant_types contains authorization_code");
        }
    }

    static AuthMethod authMethod(Map<String, Object> members, AuthMethod otherwise) {
        var given = string(members, "token_endpoint_auth_method");
        if (given.isEmpty()) return otherwise;
        return AuthMethod.of(given.get())
                .orElseThrow(() -> metadata("token_endpoint_auth_method must be one of "
                        + String.join(", ", AuthMethod.wireNames()) + "; use none for a public client"));
    }

    /**
     * The keys of a client that authenticates with them: {@code jwks}, or {@code jwks_uri} by which they are fetched when
     * they are needed. Empty for other clients.
     */
    static Map<String, Object> keys(Map<String, Object> members, AuthMethod method, boolean anyPort) {
        if (members.containsKey("jwks") && members.containsKey("jwks_uri")) {
            throw metadata("jwks and jwks_uri exclude each other; give one");
        }
        if (method != AuthMethod.PRIVATE_KEY_JWT) return Map.of();
        var address = string(members, "jwks_uri");
        if (address.isPresent()) return Map.of("jwks_uri", lawful(address.get(), anyPort));
        if (!(members.get("jwks") instanceof Map<?, ?> jwks)) {
            throw metadata("jwks and jwks_uri are missing; private_key_jwt needs public keys");
        }
        var keys = new LinkedHashMap<String, Object>();
        jwks.forEach((name, value) -> keys.put(String.valueOf(name), value));
        try {
            ClientKeys.parse(keys);
        } catch (IllegalArgumentException unusable) {
            throw metadata(String.valueOf(unusable.getMessage()));
        }
        return Map.of("jwks", keys);
    }

    private static String lawful(String address, boolean anyPort) {
        try {
            return DocumentUrl.lawful(address, anyPort).text();
        } catch (IllegalArgumentException broken) {
            throw metadata("jwks_uri " + broken.getMessage());
        }
    }

    static boolean flag(Map<String, Object> members, String name) {
        return switch (members.get(name)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw metadata(name + " must be true or false");
        };
    }

    static Optional<String> string(Map<String, Object> members, String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw metadata(name + " must be a string");
        };
    }

    static Optional<List<String>> strings(Map<String, Object> members, String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case List<?> list
            when list.stream().allMatch(String.class::isInstance) ->
                Optional.of(list.stream().map(String.class::cast).toList());
            default -> {
                var message = name + " must be an array of strings";
                throw name.equals("redirect_uris") ? redirect(message) : metadata(message);
            }
        };
    }
}
