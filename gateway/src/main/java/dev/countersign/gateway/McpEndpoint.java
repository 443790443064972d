package dev.countersign.gateway;

import dev.countersign.acts.Attempts;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.guard.Bearer.Admission;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Credentials;
import dev.countersign.guard.ShownProof;
import dev.countersign.store.StoreUnavailable;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /mcp} and {@code /mcp/<server>}: MCP streamable HTTP, revisions 2025-03-26 to 2026-07-28. Every request is
 * authenticated by itself. Blocks, and belongs on virtual threads.
 */
final class McpEndpoint extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);
    private static final String PROOF = "DPoP";
    private static final String METHODS = "POST, GET, DELETE";

    private final String prefix;
    private final Map<String, Site> sites;
    private final Map<String, Elsewhere> elsewhere;
    private final Origins origins;
    private final Attempts attempts;
    private final Peers peers;
    private final PostHandler posts;
    private final SessionHandler sessions;
    private final LastUses uses;

    /**
     * @param prefix path of our own server
     * @param sites by path
     * @param elsewhere by path: what another node answers for
     * @param attempts where tokens of strangers are counted
     */
    McpEndpoint(
            String prefix,
            Map<String, Site> sites,
            Map<String, Elsewhere> elsewhere,
            Origins origins,
            Attempts attempts,
            Peers peers,
            PostHandler posts,
            SessionHandler sessions,
            LastUses uses) {
        this.prefix = prefix;
        this.sites = Map.copyOf(sites);
        this.elsewhere = Map.copyOf(elsewhere);
        this.origins = origins;
        this.attempts = attempts;
        this.peers = peers;
        this.posts = posts;
        this.sessions = sessions;
        this.uses = uses;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        if (path == null || !(path.equals(prefix) || path.startsWith(prefix + "/"))) {
            return false;
        }
        Client client = new Client(request, response, peers);
        try {
            serve(client, sites.get(path), request, response);
            callback.succeeded();
        } catch (IOException gone) {
            callback.failed(gone);
        } catch (RuntimeException bug) {
            LOG.error("A request to {} failed", path, bug);
            failed(client, callback, bug);
        }
        return true;
    }

    private static void failed(Client client, Callback callback, RuntimeException bug) {
        if (client.committed()) {
            callback.failed(bug);
            return;
        }
        try {
            client.error(500, "Something went wrong inside Countersign; its log says what");
            callback.succeeded();
        } catch (IOException gone) {
            callback.failed(gone);
        }
    }

    private void serve(Client client, @Nullable Site site, Request request, Response response) throws IOException {
        if (!origins.isOurs(request) && !peers.behindTrustedProxy(request)) {
            client.error(421, "This host is not the one Countersign is configured for; use the address of the issuer");
            return;
        }
        if (!origins.mayCall(request.getHeaders())) {
            client.error(403, "Pages of this origin may not call; the operator lists them in cors-origins");
            return;
        }
        Elsewhere other = elsewhere.get(request.getHttpURI().getCanonicalPath());
        if (other != null) {
            other.answer(client, request, response);
            return;
        }
        if (site == null) {
            client.error(404, "There is no MCP server at this address");
            return;
        }
        if (request.getMethod().equals("OPTIONS") && origins.preflight(request.getHeaders(), response.getHeaders())) {
            client.empty(204);
            return;
        }
        origins.expose(request.getHeaders(), response.getHeaders());
        String method = request.getMethod();
        if (!method.equals("POST") && !method.equals("GET") && !method.equals("DELETE")) {
            client.notOffered(METHODS);
            return;
        }
        Credentials credentials = Credentials.of(
                request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION),
                request.getHttpURI().getQuery());
        ShownProof proof =
                new ShownProof(request.getHeaders().getValuesList(PROOF), request.getMethod(), site.address());
        if (credentials instanceof Credentials.Dpop || proof.present()) {
            site.door().nonce().ifPresent(client::nonce);
        }
        switch (site.door().admit(credentials, proof)) {
            case Admission.Refused refused -> {
                if (refused.challenge().status() == 401 && !(credentials instanceof Credentials.None)) {
                    attempts.count(Attempts.Kind.TOKEN);
                }
                client.challenge(refused.challenge(), null, null);
            }
            case Admission.Unavailable unavailable ->
                client.unavailable(503, "The store does not answer, so nobody can tell who may come in", 1);
            case Admitted who -> {
                uses.note(who.token(), client.origin().address());
                admitted(client, site, who, request);
            }
        }
    }

    private void admitted(Client client, Site site, Admitted who, Request request) throws IOException {
        try {
            switch (request.getMethod()) {
                case "GET" -> sessions.listen(client, site, who);
                case "DELETE" -> sessions.end(client, site, who);
                default -> post(client, site, who, request);
            }
        } catch (Refusal refusal) {
            client.refuse(refusal);
        } catch (Site.Unready unready) {
            client.unavailable(503, String.valueOf(unready.getMessage()), 5);
        } catch (StoreUnavailable e) {
            LOG.warn("The store does not answer: {}", e.getMessage());
            client.unavailable(503, "The store does not answer; nothing is done meanwhile", 1);
        }
    }

    private void post(Client client, Site site, Admitted who, Request request)
            throws IOException, Refusal, Site.Unready {
        HttpField type = request.getHeaders().getField(HttpHeader.CONTENT_TYPE);
        if (type == null || !mediaType(type.getValue()).equals("application/json")) {
            client.error(415, "The body of a POST is application/json");
            return;
        }
        if (!client.accepts("application/json") && !client.accepts("text/event-stream")) {
            client.error(406, "Accept application/json and text/event-stream");
            return;
        }
        // Not closed: that would fail a request of which more is to come, and cut off the answer that says so.
        byte[] body = Content.Source.asInputStream(request).readNBytes(Envelope.MAX_BYTES + 1);
        if (body.length > Envelope.MAX_BYTES) {
            client.error(413, "A body has at most " + Envelope.MAX_BYTES + " bytes");
            return;
        }
        posts.handle(client, site, who, body);
    }

    private static String mediaType(String value) {
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
