package dev.countersign.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.NoteUse;
import dev.countersign.guard.AccessToken;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.StoreUnavailable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps when and from where a personal access token was last used: at most once a minute for each token and address, and
 * beside the call, so that no call waits for it. Thread-safe.
 */
final class LastUses {
    private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);

    private record Place(String token, String address) {}

    private final Acts acts;
    private final Cache<Place, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    LastUses(Acts acts) {
        this.acts = acts;
    }

    void note(AccessToken token, String address) {
        if (!token.personal() || noted.asMap().putIfAbsent(new Place(token.jti(), address), true) != null) {
            return;
        }
        PersonalTokens.Use use = new PersonalTokens.Use(acts.now(), address);
        Thread.startVirtualThread(() -> keep(token.jti(), use));
    }

    private void keep(String token, PersonalTokens.Use use) {
        try {
            acts.upkeep(new NoteUse(token, use));
        } catch (StoreUnavailable e) {
            LOG.debug("The last use of a token was not noted: {}", e.getMessage());
        }
    }
}
