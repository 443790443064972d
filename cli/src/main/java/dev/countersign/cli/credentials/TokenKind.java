package dev.countersign.cli.credentials;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.util.Base64;
import java.util.Locale;

/** What a token is good for. The two kinds never stand in for one another. */
public enum TokenKind {
    /** MCP resources. */
    CLIENT,
    /** The owner API and nothing else. */
    OWNER;

    /** As it stands in files. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TokenKind ofWire(String text) {
        return text.equals("owner") ? OWNER : CLIENT;
    }

    /**
     * What a token says of itself in the claim {@code token_kind}: a hint to refuse early. An opaque token says nothing and
     * counts as a client's; the resource decides.
     */
    public static TokenKind claimedBy(String accessToken) {
        String[] parts = accessToken.split("\\.", -1);
        if (parts.length != 3) {
            return CLIENT;
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return ofWire(StrictJson.parse(claims).path("token_kind").asString(""));
        } catch (IllegalArgumentException | MalformedJson notJson) {
            return CLIENT;
        }
    }
}
