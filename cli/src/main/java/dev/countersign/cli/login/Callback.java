package dev.countersign.cli.login;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters a browser brought back, or a person pasted. */
record Callback(Map<String, String> parameters) {
    static Callback ofQuery(@Nullable String query) {
        Map<String, String> found = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                try {
                    String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                    String value = parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
                    if (found.putIfAbsent(name, value) != null) {
                        return new Callback(Map.of()); // a repeated parameter means nothing (RFC 6749 §3.1)
                    }
                } catch (IllegalArgumentException notEncoded) {
                    return new Callback(Map.of());
                }
            }
        }
        return new Callback(found);
    }

    /** What a person pasted: the whole address, or only its query. */
    static Callback ofPasted(String text) {
        String clean = text.strip();
        int query = clean.indexOf('?');
        try {
            return ofQuery(query < 0 ? clean : URI.create(clean).getRawQuery());
        } catch (IllegalArgumentException e) {
            return new Callback(Map.of());
        }
    }

    boolean isFor(String state) {
        return state.equals(parameters.get("state"));
    }

    /**
     * The code.
     *
     * @throws LoginException when the answer is another server's (RFC 9207 §2.4), or is an error
     */
    String code(ServerMetadata server) throws LoginException {
        String issuer = parameters.get("iss");
        boolean right = issuer == null ? !server.answersWithIssuer() : issuer.equals(server.issuer());
        if (!right) { // MCP CL-05: what an answer of somebody else says is not repeated
            throw LoginException.refused(
                    "The answer does not come from " + server.issuer() + ", so it is not used. Start again.");
        }
        String error = parameters.get("error");
        if (error != null) {
            if (error.equals("access_denied")) {
                throw LoginException.denied();
            }
            throw LoginException.refused("The server did not grant anything: " + error
                    + Optional.ofNullable(parameters.get("error_description"))
                            .map(words -> ": " + words)
                            .orElse("") + ".");
        }
        String code = parameters.get("code");
        if (code == null || code.isEmpty()) {
            throw LoginException.refused("The answer carries no code. Start again.");
        }
        return code;
    }

    /** The code stays out of logs. */
    @Override
    public String toString() {
        return "Callback" + parameters.keySet();
    }
}
