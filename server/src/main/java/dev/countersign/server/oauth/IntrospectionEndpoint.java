package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEObjectType;
import dev.countersign.acts.Signer;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.ClientAuthentication.Credentials;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.time.InstantSource;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code POST /oauth/introspect} (RFC 7662, RFC 9701): a declared resource asks about a token it was sent. Who may ask is
 * asked first, so that nobody else learns anything.
 */
final class IntrospectionEndpoint {
    /** The media type of a signed answer, and with it its {@code typ} (RFC 9701 §5). */
    private static final String SIGNED = "application/token-introspection+jwt";

    private static final JOSEObjectType TYPE = new JOSEObjectType("token-introspection+jwt");

    private final String issuer;
    private final ResourceServers servers;
    private final ClientAssertions assertions;
    private final FairQueue queue;
    private final Introspection introspection;
    private final Signer signer;
    private final InstantSource clock;

    IntrospectionEndpoint(
            String issuer,
            ResourceServers servers,
            ClientAssertions assertions,
            FairQueue queue,
            Introspection introspection,
            Signer signer,
            InstantSource clock) {
        this.issuer = issuer;
        this.servers = servers;
        this.assertions = assertions;
        this.queue = queue;
        this.introspection = introspection;
        this.signer = signer;
        this.clock = clock;
    }

    Reply introspect(Exchange exchange) {
        var form = TokenEndpoint.form(exchange);
        var resource = authenticated(exchange, ClientAuthentication.read(exchange, form));
        var token = form.one("token")
                .orElseThrow(() -> new Refusal.OAuth("invalid_request", "token is missing; send it in the body."));
        var answer = introspection.about(token, resource.id());
        var reply = wantsSigned(exchange)
                ? Reply.text(200, SIGNED, signed(answer, resource))
                : Reply.text(200, "application/json", answer);
        return reply.with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    /** Whoever sends signatures to be checked waits in line for it, as at the token endpoint. */
    private Resource authenticated(Exchange exchange, Credentials credentials) {
        return credentials.assertion().isEmpty()
                ? servers.authenticate(credentials, assertions)
                : queue.run(
                        credentials.clientId(),
                        Networks.of(exchange.remote()),
                        () -> servers.authenticate(credentials, assertions));
    }

    /** RFC 9701 §5: the claims stand in a member of their own, so that the answer is never taken for a token. */
    private String signed(String answer, Resource resource) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("iss", issuer)
                .put("aud", resource.id())
                .put("iat", clock.instant().getEpochSecond());
        body.set("token_introspection", StrictJson.parse(answer));
        return signer.sign(TYPE, body);
    }

    private static boolean wantsSigned(Exchange exchange) {
        return exchange.header("Accept")
                .filter(accept -> accept.toLowerCase(Locale.ROOT).contains(SIGNED))
                .isPresent();
    }
}
