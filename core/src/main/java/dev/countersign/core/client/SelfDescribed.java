package dev.countersign.core.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A client that says itself what it is, in a document of its own or in its registration. All it says is a claim. */
public sealed interface SelfDescribed extends Client permits Described, Registered {
    /** What it says. */
    ClientMetadata metadata();

    @Override
    default String name() {
        return metadata().name();
    }

    @Override
    default List<String> redirectUris() {
        return metadata().redirectUris();
    }

    @Override
    default AuthMethod authMethod() {
        return metadata().authMethod();
    }

    @Override
    default Optional<Map<String, Object>> keys() {
        return metadata().keys();
    }

    @Override
    default Optional<String> keysAddress() {
        return metadata().keysAddress();
    }

    @Override
    default boolean proving() {
        return metadata().proving();
    }

    @Override
    default Set<GrantType> grantTypes() {
        return metadata().grantTypes();
    }

    /** The device grant needs nothing that could be registered, so clients that only name browser grants have it too. */
    @Override
    default boolean may(GrantType type) {
        return type == GrantType.DEVICE_CODE || grantTypes().contains(type);
    }
}
