package dev.countersign.server.oauth.client;

import java.util.Optional;

final class TestRedirects {
    private TestRedirects() {}

    /** Stands for the rule of the redirects: https, or http on this computer. */
    static final RedirectRule LAWFUL = uri ->
            uri.startsWith("https://") || uri.startsWith("http://localhost") || uri.startsWith("http://127.0.0.1")
                    ? Optional.empty()
                    : Optional.of("is neither https nor loopback");
}
