package dev.countersign.server.oauth.token;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Candidate;
import dev.countersign.acts.OfferDelegation;
import dev.countersign.acts.Offered;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.Configured;
import dev.countersign.core.delegation.Wish;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.UnresolvedClient;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tickets for other agents, whether a delegator asks at the token endpoint or by a tool. No bearer passes through a model's
 * context: what a ticket leaks to is of no use to anybody but the receiver it names. Thread-safe.
 */
public final class Offers {
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String PREFIX = "dt";

    private final Acts acts;
    private final Clients clients;
    private final OwnerAuthorities owners;
    private final int deepest;

    Offers(Acts acts, Clients clients, OwnerAuthorities owners, int deepest) {
        this.acts = acts;
        this.clients = clients;
        this.owners = owners;
        this.deepest = deepest;
    }

    /** What came of asking. */
    public sealed interface Answer {
        /**
         * @param secret the ticket
         * @param child what its receiver would get now
         */
        record Ticket(String secret, Grant child, Instant expiresAt) implements Answer {
            /** The secret stays out of logs. */
            @Override
            public String toString() {
                return "Ticket[…]";
            }
        }

        /**
         * @param why one plain sentence with what to do
         */
        record Refused(String why) implements Answer {}
    }

    /**
     * Asks for a ticket.
     *
     * @param parent the delegator's grant
     * @param receiver the client_id it is for
     * @param key thumbprint of the key the receiver must prove; needed for a client without a credential
     * @param tokenEnd when the delegator's token ends
     */
    public Answer ask(
            GrantId parent, String receiver, Optional<String> key, Wish wish, Instant tokenEnd, Origin origin) {
        if (key.filter(jkt -> !THUMBPRINT.matcher(jkt).matches()).isPresent()) {
            return new Answer.Refused(
                    "The key is named by its SHA-256 thumbprint (RFC 7638): 43 characters of base64url.");
        }
        Client client;
        try {
            client = clients.find(receiver, origin.address());
        } catch (UnresolvedClient unknown) {
            return new Answer.Refused("The receiver is not known: " + unknown.remedy());
        }
        var credential = client.authMethod() != AuthMethod.NONE;
        if (!credential && key.isEmpty()) {
            return new Answer.Refused("The client " + receiver + " has no credential, so anybody could be it: name the "
                    + "thumbprint of its key as well.");
        }
        var id = new ClientId(client.id());
        var secret = Secrets.secret(PREFIX);
        var candidate = new Candidate(id, key, client instanceof Configured, credential, key.isPresent());
        var offer = new OfferDelegation(
                Secrets.hash(secret),
                new Offered(parent, id, key, wish, tokenEnd),
                candidate,
                owners,
                deepest,
                acts.now());
        return switch (acts.perform(offer, origin)) {
            case OfferDelegation.Outcome.Offer(Grant child, Instant expiresAt) ->
                new Answer.Ticket(secret, child, expiresAt);
            case OfferDelegation.Outcome.Refused(String why) -> new Answer.Refused(why);
        };
    }
}
