package dev.countersign.server.oauth.client;

import java.util.Optional;

/** Which redirect URIs a client may name for itself. */
@FunctionalInterface
public interface RedirectRule {
    /** What is wrong with the URI, as a sentence's end, such as {@code "has a fragment"}; empty when it is lawful. */
    Optional<String> problem(String uri);
}
