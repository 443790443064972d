package dev.countersign.server.oauth;

import dev.countersign.acts.Acts;
import dev.countersign.core.Asked;
import dev.countersign.core.client.Client;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.UnresolvedClient;
import dev.countersign.server.oauth.token.ProvenGrants;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.people.People;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;

/**
 * {@code GET /oauth/authorize} (OAuth 2.1 §4.1.1, RFC 8707, RFC 9207, RFC 9396). Nothing is stored and no client hears
 * anything before a human signed in: the request, or what is wrong with it, goes on sealed to the consent page. A bad client
 * or redirect URI ends on a page and never redirects.
 */
final class AuthorizeEndpoint {
    private static final int LONGEST_QUERY = 4500;
    private static final int LONGEST_PUSHED = PushedRequests.LONGEST + 1000;
    private static final int LONGEST_STATE = 2000;

    private record Target(Client client, String redirectUri, Optional<String> state) {}

    private final Clients clients;
    private final CodeRequests requests;
    private final PushedRequests pushedRequests;
    private final boolean pushedOnly;
    private final Redirection redirection;
    private final Handover handover;
    private final Acts acts;

    /**
     * @param pushedOnly whether every request must be pushed first (RFC 9126 §5)
     */
    AuthorizeEndpoint(
            Clients clients,
            CodeRequests requests,
            PushedRequests pushedRequests,
            boolean pushedOnly,
            Redirection redirection,
            Handover handover,
            Acts acts) {
        this.clients = clients;
        this.requests = requests;
        this.pushedRequests = pushedRequests;
        this.pushedOnly = pushedOnly;
        this.redirection = redirection;
        this.handover = handover;
        this.acts = acts;
    }

    Reply authorize(Exchange exchange) {
        requireReadable(exchange);
        var parameters = exchange.query();
        requireNothingTwice(parameters);
        if (parameters.has("request_uri")
                && PushedRequests.looksLikeOne(parameters.one("request_uri").orElse(""))) {
            return pushed(parameters);
        }
        var target = target(parameters, exchange);
        requireAnOwner();
        try {
            if (pushedOnly) {
                throw new RequestError(
                        "invalid_request", "Requests must be pushed here first (RFC 9126): send it to /oauth/par.");
            }
            requireNoToken(parameters);
            var asked = requests.read(target.client(), target.redirectUri(), target.state(), parameters);
            return Reply.seeOther(handover.request(asked, acts.now()));
        } catch (RequestError error) {
            var answer = redirection.error(target.redirectUri(), target.state(), error.code(), error.remedy());
            return Reply.seeOther(handover.failure(Asked.Asker.of(target.client()), answer, acts.now()));
        }
    }

    /** A token in an address is in histories and logs; a grant without its token proves nothing. */
    private static void requireNoToken(Parameters parameters) {
        if (parameters.has(ProvenGrants.TOKEN) || parameters.has(ProvenGrants.ID)) {
            throw new RequestError(
                    "invalid_request",
                    "grant_id and grant_token are taken at /oauth/par and /oauth/device_authorization only: a token has "
                            + "no place in an address.");
        }
    }

    /** RFC 9126 §4: the request was pushed before; of everything else here only {@code client_id} counts. */
    private Reply pushed(Parameters parameters) {
        requireAnOwner();
        var asked = pushedRequests
                .take(
                        parameters.one("request_uri").orElse(""),
                        parameters.one("client_id").orElse(""))
                .orElseThrow(() -> page(
                        400,
                        "The program's pushed request (request_uri) is too old, was used before, or belongs to another "
                                + "program. Start again at the program."));
        return Reply.seeOther(handover.request(asked, acts.now()));
    }

    private static void requireReadable(Exchange exchange) {
        var longest = exchange.rawQuery().contains("request_uri=") ? LONGEST_PUSHED : LONGEST_QUERY;
        if (exchange.rawQuery().length() > longest) {
            throw page(
                    414,
                    "The program's request is longer than " + longest + " characters. It must ask for less at once.");
        }
    }

    /** RFC 6749 §3.1: nothing may stand twice; only {@code resource} may (RFC 8707 §2). */
    private static void requireNothingTwice(Parameters parameters) {
        var repeated = parameters.repeated().stream()
                .filter(name -> !name.equals("resource"))
                .toList();
        if (!repeated.isEmpty()) {
            throw page(
                    400,
                    "The program's request says something twice that may be said once. Report this to its makers.");
        }
    }

    private Target target(Parameters parameters, Exchange exchange) {
        var id = parameters
                .one("client_id")
                .orElseThrow(
                        () -> page(400, "The program did not say who it is (client_id). Report this to its makers."));
        var client = client(id, Networks.of(exchange.remote()));
        var redirectUri = redirectUri(client, parameters);
        var state = parameters.one("state");
        if (state.filter(text -> text.length() > LONGEST_STATE).isPresent()) {
            throw page(
                    400,
                    "The program's state is longer than " + LONGEST_STATE + " characters. Report this to its makers.");
        }
        return new Target(client, redirectUri, state);
    }

    private Client client(String id, String network) {
        try {
            return clients.asking(id, network);
        } catch (UnresolvedClient unresolved) {
            var page = page(unresolved.passing() ? 503 : 400, unresolved.remedy());
            throw unresolved.passing() ? page.retryAfter(30) : page;
        } catch (FairQueue.Full _) {
            throw page(429, "Too many programs are being looked up. Try again in a few seconds.")
                    .retryAfter(5);
        }
    }

    private String redirectUri(Client client, Parameters parameters) {
        try {
            return requests.redirectUri(client, parameters);
        } catch (RequestError error) {
            throw page(400, error.remedy());
        }
    }

    private void requireAnOwner() {
        if (acts.read(tx -> !tx.owners().any())) {
            throw People.nobody();
        }
    }

    private static Refusal.Page page(int status, String remedy) {
        return new Refusal.Page(status, Phrases.say("wrong.request"), remedy);
    }
}
