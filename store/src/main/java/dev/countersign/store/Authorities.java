package dev.countersign.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.core.authority.Authority;

/**
 * Reads stored authorities. Many grants hold the same one and each is read at every request, so a text that was parsed
 * lately is not parsed again. Thread-safe.
 */
final class Authorities {
    private static final long CHARACTERS = 4_000_000;

    private final Cache<String, Authority> parsed = Caffeine.newBuilder()
            .maximumWeight(CHARACTERS)
            .<String, Authority>weigher((text, _) -> text.length() + 100)
            .build();

    /** The authority of this canonical text. */
    Authority read(String canonical) {
        return parsed.get(canonical, text -> Authority.parse(GrantColumns.json(text)));
    }
}
