package dev.countersign.core.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a client proves who it is at the token endpoint: {@code token_endpoint_auth_method} of RFC 7591 §2. */
public enum AuthMethod {
    /** A public client: PKCE and rotation protect it, nothing proves its name. */
    NONE("none"),
    CLIENT_SECRET_BASIC("client_secret_basic"),
    CLIENT_SECRET_POST("client_secret_post"),
    /** A signed statement of its own for each request (RFC 7523 §2.2); the server knows only its public keys. */
    PRIVATE_KEY_JWT("private_key_jwt");

    private final String wire;

    AuthMethod(String wire) {
        this.wire = wire;
    }

    /** The value as it stands in requests and metadata. */
    public String wire() {
        return wire;
    }

    /** Whether the client holds a secret. */
    public boolean secret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }

    /** The method of that name, or empty for one that is not offered. */
    public static Optional<AuthMethod> of(String wire) {
        return Arrays.stream(values()).filter(m -> m.wire.equals(wire)).findFirst();
    }

    /** Every offered method by its wire name, for metadata. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(AuthMethod::wire).toList();
    }
}
