package dev.countersign.server.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.ClientMetadata;
import dev.countersign.core.client.Described;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.FairQueue;
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
    private static final int MOST_PUBLICS = 10_000;

    private final PinnedDocuments pinned;
    private final ClientDocument reader;
    private final DocumentFetch fetch;
    private final FairQueue queue;
    private final InstantSource clock;
    private final Fetched<Described> documents;
    private final Cache<String, Boolean> publics =
            Caffeine.newBuilder().maximumSize(MOST_PUBLICS).build();
    private final ConcurrentMap<String, CompletableFuture<Described>> underway = new ConcurrentHashMap<>();

    /** @param queue who may fetch next; its width is the number of fetches at once */
    public DescribedClients(
            PinnedDocuments pinned, RedirectRule redirects, DocumentFetch fetch, FairQueue queue, InstantSource clock) {
        this.pinned = pinned;
        this.reader = new ClientDocument(redirects, fetch.loopbackAllowed());
        this.fetch = fetch;
        this.queue = queue;
        this.clock = clock;
        this.documents = new Fetched<>(clock);
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
        return documents.fresh(clientId).orElseGet(() -> once(url, network));
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
            documents.keep(url.text(), client, Freshness.of(answer, clock.instant()));
            return client;
        } catch (UnresolvedClient bad) {
            throw remembered(url.text(), bad);
        }
    }

    private void leftAlone(String hostOrUrl) {
        var why = documents.failure(hostOrUrl);
        if (why.isPresent()) throw UnresolvedClient.unavailable(why.get());
    }

    private UnresolvedClient remembered(String hostOrUrl, UnresolvedClient failure) {
        documents.failed(hostOrUrl, failure.remedy());
        return failure;
    }

    private static UnresolvedClient unavailable(DocumentUrl url, String why) {
        return UnresolvedClient.unavailable(
                "The client metadata document at " + url.host() + " could not be had: " + why
                        + ". Try again in half a minute; on a network without internet the operator can pin the document or "
                        + "configure the client.");
    }
}
