package dev.countersign.server.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.jwk.JWKSet;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.ClientKeys;
import dev.countersign.server.web.FairQueue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Public keys at addresses (RFC 7517): of clients that name a {@code jwks_uri}, and of identity providers. Fetched by the
 * rules of client metadata documents, kept five minutes to a day by their own cache headers. Keys that do not fit are
 * fetched again, for they may have been exchanged, but an address is asked at most once in 30 seconds. Thread-safe.
 */
public final class KeySets {
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_SETS = 1000;
    private static final int MOST_FAILURES = 10_000;
    private static final String FILE = "file:";

    /** The keys cannot be had now; the message is safe to show and says why. */
    public static final class Unavailable extends Exception {
        Unavailable(String message) {
            super(message, null, false, false);
        }
    }

    private record Kept(JWKSet keys, Duration fresh) {}

    private final DocumentFetch fetch;
    private final FairQueue queue;
    private final Cache<String, Kept> sets;
    private final Cache<String, Boolean> recent;
    private final Cache<String, String> failures;

    /** @param queue who may fetch next */
    public KeySets(DocumentFetch fetch, FairQueue queue, InstantSource clock) {
        this.fetch = fetch;
        this.queue = queue;
        this.clock = clock;
        this.sets = Caffeine.newBuilder()
                .maximumSize(MOST_SETS)
                .ticker(this::nanos)
                .expireAfter(Expiry.creating((String _, Kept kept) -> kept.fresh()))
                .build();
        this.recent = Caffeine.newBuilder()
                .maximumSize(MOST_SETS)
                .ticker(this::nanos)
                .expireAfterWrite(LEFT_ALONE)
                .build();
        this.failures = Caffeine.newBuilder()
                .maximumSize(MOST_FAILURES)
                .ticker(this::nanos)
                .expireAfterWrite(LEFT_ALONE)
                .build();
    }

    private final InstantSource clock;

    private long nanos() {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /**
     * Whether the keys at the address fit, as they were when last fetched or as they are now.
     *
     * @param address https, or a file of this computer, which only the operator can name
     * @param network where the request comes from, for fairness between those who wait
     * @param fit whether one of these keys is the one
     * @throws Unavailable when there are no keys there now
     * @throws FairQueue.Full when too many wait for a fetch already
     */
    public boolean any(String address, String network, Predicate<JWKSet> fit) throws Unavailable {
        var kept = sets.getIfPresent(address);
        if (kept != null && fit.test(kept.keys())) return true;
        if (kept != null && recent.getIfPresent(address) != null) return false;
        return fit.test(fetched(address, network));
    }

    private JWKSet fetched(String address, String network) throws Unavailable {
        var before = failures.getIfPresent(address);
        if (before != null) throw new Unavailable(before);
        try {
            var found = address.startsWith(FILE) ? read(address) : downloaded(address, network);
            sets.put(address, found);
            recent.put(address, true);
            return found.keys();
        } catch (Unavailable failed) {
            failures.put(address, String.valueOf(failed.getMessage()));
            throw failed;
        }
    }

    private Kept downloaded(String address, String network) throws Unavailable {
        DocumentUrl url;
        try {
            url = DocumentUrl.lawful(address, fetch.loopbackAllowed());
        } catch (IllegalArgumentException broken) {
            throw new Unavailable("its address " + broken.getMessage());
        }
        // As with documents, only networks take turns: a stranger can name as many addresses as they like.
        var outcome = queue.run("", network, () -> {
            try {
                return new Outcome(fetch.get(url, MOST_BYTES), "");
            } catch (DocumentFetch.Failed failed) {
                return new Outcome(new HttpAnswer(0, java.util.Map.of(), new byte[0]), failed.getMessage() + "");
            }
        });
        if (!outcome.failure().isEmpty()) throw new Unavailable(outcome.failure());
        if (outcome.answer().status() != 200) {
            throw new Unavailable("it answers " + outcome.answer().status() + " instead of 200");
        }
        return new Kept(keys(outcome.answer().body()), Freshness.of(outcome.answer(), clock.instant()));
    }

    private record Outcome(HttpAnswer answer, String failure) {}

    private static Kept read(String address) throws Unavailable {
        try (var in = Files.newInputStream(Path.of(URI.create(address)))) {
            return new Kept(keys(in.readNBytes(MOST_BYTES)), Freshness.LEAST);
        } catch (IOException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException _) {
            throw new Unavailable("the file cannot be read");
        }
    }

    private static JWKSet keys(byte[] body) throws Unavailable {
        try {
            if (!(StrictJson.parse(body) instanceof ObjectNode object)) throw new Unavailable("it is no JWK set");
            return ClientKeys.parse(Members.of(object));
        } catch (MalformedJson | IllegalArgumentException _) {
            throw new Unavailable("it is no set of public keys (RFC 7517)");
        }
    }
}
