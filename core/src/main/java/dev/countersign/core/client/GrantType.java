package dev.countersign.core.client;

import java.util.Arrays;
import java.util.Optional;

/** The ways to a token that a client may register for. Which of them a server offers now, its metadata says. */
public enum GrantType {
    AUTHORIZATION_CODE("authorization_code"),
    REFRESH_TOKEN("refresh_token"),
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code"),
    CLIENT_CREDENTIALS("client_credentials"),
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange"),
    JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer");

    private final String wire;

    GrantType(String wire) {
        this.wire = wire;
    }

    /** The value of {@code grant_type} as it stands in requests and metadata. */
    public String wire() {
        return wire;
    }

    /** The type of that name, or empty for one Countersign has never heard of. */
    public static Optional<GrantType> of(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire.equals(wire)).findFirst();
    }
}
