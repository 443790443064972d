package dev.countersign.server.oauth.client;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Public keys at addresses (RFC 7517): of clients that name a {@code jwks_uri}, and of identity providers. Fetched by the
 * rules of client metadata documents, kept five minutes to a day by their own cache headers. Keys that do not fit are
 * fetched again, for they may have been exchanged, but an address is asked at most once in 30 seconds. Thread-safe.
 */
public final class KeySets {
    private static final int MOST_BYTES = 64 * 1024;
    private static final String FILE = "file:";

    /** The keys cannot be had now; the message is safe to show and says why. */
    public static final class Unavailable extends Exception {
        Unavailable(String message) {
            super(message, null, false, false);
        }
    }

    private record Found(JWKSet keys, Instant at, Duration fresh) {}

    private final DocumentFetch fetch;
    private final FairQueue queue;
    private final InstantSource clock;
    private final Fetched<Found> sets;

    /** @param queue who may fetch next */
    public KeySets(DocumentFetch fetch, FairQueue queue, InstantSource clock) {
        this.fetch = fetch;
        this.queue = queue;
        this.clock = clock;
        this.sets = new Fetched<>(clock);
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
        var kept = sets.fresh(address);
        if (kept.isPresent() && fit.test(kept.get().keys())) return true;
        if (kept.isPresent() && recent(kept.get())) return false;
        return fit.test(fetched(address, network));
    }

    private boolean recent(Found found) {
        return clock.instant().isBefore(found.at().plus(Fetched.LEFT_ALONE));
    }

    private JWKSet fetched(String address, String network) throws Unavailable {
        var before = sets.failure(address);
        if (before.isPresent()) throw new Unavailable(before.get());
        try {
            var found = address.startsWith(FILE) ? read(address) : downloaded(address, network);
            sets.keep(address, found, found.fresh());
            return found.keys();
        } catch (Unavailable failed) {
            sets.failed(address, String.valueOf(failed.getMessage()));
            throw failed;
        }
    }

    private Found downloaded(String address, String network) throws Unavailable {
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
        var now = clock.instant();
        return new Found(keys(outcome.answer().body()), now, Freshness.of(outcome.answer(), now));
    }

    private record Outcome(HttpAnswer answer, String failure) {}

    private Found read(String address) throws Unavailable {
        try (var in = Files.newInputStream(Path.of(URI.create(address)))) {
            return new Found(keys(in.readNBytes(MOST_BYTES)), clock.instant(), Freshness.LEAST);
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
