package dev.countersign.cli.login;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Who the command line is to one authorization server.
 *
 * @param id its {@code client_id} there
 * @param method how it authenticates: {@code none}, {@code client_secret_basic} or {@code client_secret_post}
 * @param secret when the method needs one
 * @param redirect the one redirect it registered; empty when any loopback redirect will do
 */
public record ClientIdentity(String id, String method, Optional<String> secret, Optional<URI> redirect) {
    /** The client that every Countersign knows. */
    public static final String BUILT_IN = "countersign-cli";

    public static ClientIdentity known(String id) {
        return new ClientIdentity(id, "none", Optional.empty(), Optional.empty());
    }

    /** Adds what goes into the form of a token request (RFC 6749 §2.3.1, §3.2.1). */
    public void into(Map<String, String> form) {
        form.put("client_id", id);
        if (method.equals("client_secret_post")) {
            secret.ifPresent(value -> form.put("client_secret", value));
        }
    }

    /** The headers of a token request. */
    public Map<String, String> headers() {
        if (!method.equals("client_secret_basic") || secret.isEmpty()) {
            return Map.of();
        }
        String pair = Web.encode(id) + ":" + Web.encode(secret.get());
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "ClientIdentity[" + id + "]";
    }
}
