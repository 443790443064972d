package dev.countersign.server.oauth.client;

import dev.countersign.acts.Acts;
import dev.countersign.core.ClientId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.Configured;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the client behind a {@code client_id}, in this order: built in, configured, described by its own document,
 * registered. A later kind can never stand in for an earlier one. Thread-safe.
 */
public final class Clients {
    private static final int LONGEST_ID = 1000;

    private final Map<String, BuiltIn> builtIn;
    private final Map<String, Configured> configured;
    private final DescribedClients described;
    private final Acts acts;

    public Clients(Collection<Configured> configured, DescribedClients described, Acts acts) {
        this.builtIn = BuiltIn.all().stream().collect(Collectors.toMap(BuiltIn::id, Function.identity()));
        this.configured = configured.stream().collect(Collectors.toMap(Configured::id, Function.identity()));
        this.described = described;
        this.acts = acts;
    }

    /**
     * The client of that id, as it is known now.
     *
     * @param network where the request comes from; decides only who waits for a document
     * @throws UnresolvedClient when there is no such client; the message says what to do
     * @throws dev.countersign.server.web.FairQueue.Full when too many wait for documents
     */
    public Client find(String clientId, String network) {
        if (clientId.length() > LONGEST_ID || clientId.isBlank()) {
            throw UnresolvedClient.wrong("The client_id is not one that could exist; check it.");
        }
        var known = known(clientId);
        if (known.isPresent()) return known.get();
        if (DocumentUrl.looksLikeOne(clientId)) return described.find(clientId, network);
        return registered(clientId);
    }

    /**
     * The same for a client that asks a human for something: one that is barred may not. All else that it presents is dead
     * by its grants.
     *
     * @throws UnresolvedClient as {@link #find}, and when the client is barred
     */
    public Client asking(String clientId, String network) {
        var client = find(clientId, network);
        requireNotBarred(client);
        return client;
    }

    /**
     * @throws UnresolvedClient when the client is barred
     */
    public void requireNotBarred(Client client) {
        var key = RevocationKey.of(new ClientId(client.id()));
        var barred = acts.read(tx -> tx.revocations().of(List.of(key))).stream()
                .anyMatch(row -> row.kind() == Revocation.Kind.BARRED);
        if (barred) throw UnresolvedClient.wrong("This client has been barred by the operator of this server.");
    }

    /** Whether this client_id is the address of a document. */
    public static boolean describesItself(String clientId) {
        return DocumentUrl.looksLikeOne(clientId);
    }

    /**
     * A client that describes itself and refreshes: known without its document when it is public.
     *
     * @throws UnresolvedClient as {@link #find}
     * @throws dev.countersign.server.web.FairQueue.Full as {@link #find}
     */
    public Client holder(String clientId, String network) {
        return known(clientId).orElseGet(() -> described.holder(clientId, network));
    }

    /** The client when the operator or this program vouches for it. */
    private Optional<Client> known(String clientId) {
        return Optional.<Client>ofNullable(builtIn.get(clientId))
                .or(() -> Optional.ofNullable(configured.get(clientId)));
    }

    private Client registered(String clientId) {
        var row = acts.read(tx -> tx.clients().find(new ClientId(clientId)))
                .orElseThrow(() -> UnresolvedClient.wrong(
                        "No client of this client_id is known here. It may have been removed because it was never used: "
                                + "register again, or use a client metadata document."));
        return RegisteredRow.client(row);
    }
}
