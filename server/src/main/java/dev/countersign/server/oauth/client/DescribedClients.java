package dev.countersign.server.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.ClientMetadata;
import dev.countersign.core.client.Described;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.FairQueue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Clients that describe themselves (CIMD). A good document is kept five minutes to a day by its own cache headers; a bad
 * one never. A host that could not be reached is left alone for 30 seconds, and so is an address that answered with
 * something else than a good document: one bad address must not silence a host that serves many clients.
 */
public final class DescribedClients {
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);
    private static final int MOST_DOCUMENTS = 1000;
    private static final int MOST_FAILURES = 10_000;

    private record Kept(Described client, Duration fresh) {}

    private final PinnedDocuments pinned;
    private final ClientDocument reader;
    private final DocumentFetch fetch;
    private final FairQueue queue;
    private final InstantSource clock;
    private final Cache<String, Kept> documents;
    private final Cache<String, String> failures;
    private final Cache<String, Boolean> publics =
            Caffeine.newBuilder().maximumSize(MOST_FAILURES).build();
    private final ConcurrentMap<String, CompletableFuture<Described>> underway = new ConcurrentHashMap<>();

    /** @param queue who may fetch next; its width is the number of fetches at once */
    public DescribedClients(
            PinnedDocuments pinned, RedirectRule redirects, DocumentFetch fetch, FairQueue queue, InstantSource clock) {
        this.pinned = pinned;
        this.reader = new ClientDocument(redirects, fetch.loopbackAllowed());
        this.fetch = fetch;
        this.queue = queue;
        this.clock = clock;
        this.documents = Caffeine.newBuilder()
                .maximumSize(MOST_DOCUMENTS)
                .ticker(this::nanos)
                .expireAfter(Expiry.creating((String _, Kept kept) -> kept.fresh()))
                .build();
        this.failures = Caffeine.newBuilder()
                .maximumSize(MOST_FAILURES)
                .ticker(this::nanos)
                .expireAfterWrite(LEFT_ALONE)
                .build();
    }

    private long nanos() {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /**
     * The client of that address, from what is pinned, kept, or fetched now.
     *
     * @param network where the request comes from, for fairness between those who wait
     * @throws UnresolvedClient when there is no good document there now
     * @throws FairQueue.Full when too many wait for a fetch already
     */
    Described find(String clientId, String network) {
        var shipped = pinned.find(clientId);
        if (shipped.isPresent()) return shipped.get();
        var url = DocumentUrl.parse(clientId, fetch.loopbackAllowed());
        var kept = documents.getIfPresent(clientId);
        return kept != null ? kept.client() : once(url, network);
    }

    /**
     * The client of that address, which holds a refresh token. One that is known to be public needs no document: its
     * publisher's host being away must not end what a human allowed. Of any other the document says with which keys it must
     * authenticate.
     *
     * @throws UnresolvedClient as {@link #find}
     * @throws FairQueue.Full as {@link #find}
     */
    Described holder(String clientId, String network) {
        if (publics.getIfPresent(clientId) != null) return bare(clientId);
        var client = find(clientId, network);
        if (client.authMethod() != AuthMethod.NONE) return client;
        publics.put(clientId, true);
        return bare(clientId);
    }

    private Described bare(String clientId) {
        var url = DocumentUrl.parse(clientId, fetch.loopbackAllowed());
        var bare = new ClientMetadata(
                url.host(), List.of(), AuthMethod.NONE, Set.of(GrantType.REFRESH_TOKEN), Map.of("client_id", clientId));
        return new Described(clientId, bare, false);
    }

    /** Those who ask for the same document at the same time share one fetch. */
    private Described once(DocumentUrl url, String network) {
        var mine = new CompletableFuture<Described>();
        var other = underway.putIfAbsent(url.text(), mine);
        if (other != null) return await(other);
        try {
            // Who asks names the address, so only networks take turns: or one could ask for a thousand and have most of
            // them.
            var client = queue.run("", network, () -> fetched(url));
            mine.complete(client);
            return client;
        } catch (RuntimeException failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            underway.remove(url.text(), mine);
        }
    }

    private static Described await(CompletableFuture<Described> other) {
        try {
            return other.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private Described fetched(DocumentUrl url) {
        leftAlone(url.host());
        leftAlone(url.text());
        HttpAnswer answer;
        try {
            answer = fetch.get(url);
        } catch (DocumentFetch.Failed failed) {
            throw remembered(url.host(), unavailable(url, failed.getMessage() + ""));
        }
        if (answer.status() != 200) {
            throw remembered(
                    url.text(),
                    unavailable(
                            url,
                            "it answers " + answer.status() + " instead of 200"
                                    + (answer.status() / 100 == 3 ? ", and redirects are not followed" : "")));
        }
        try {
            var client = reader.read(url.text(), answer.body(), false);
            if (client.authMethod() == AuthMethod.NONE) publics.put(url.text(), true);
            else publics.invalidate(url.text());
            documents.put(url.text(), new Kept(client, Freshness.of(answer, clock.instant())));
            return client;
        } catch (UnresolvedClient bad) {
            throw remembered(url.text(), bad);
        }
    }

    private void leftAlone(String hostOrUrl) {
        var why = failures.getIfPresent(hostOrUrl);
        if (why != null) throw UnresolvedClient.unavailable(why);
    }

    private UnresolvedClient remembered(String hostOrUrl, UnresolvedClient failure) {
        failures.put(hostOrUrl, failure.remedy());
        return failure;
    }

    private static UnresolvedClient unavailable(DocumentUrl url, String why) {
        return UnresolvedClient.unavailable(
                "The client metadata document at " + url.host() + " could not be had: " + why
                        + ". Try again in half a minute; on a network without internet the operator can pin the document or "
                        + "configure the client.");
    }
}
