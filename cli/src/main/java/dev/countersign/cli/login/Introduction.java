package dev.countersign.cli.login;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the command line known to an authorization server, in this order (MCP CL-08): the client id the person gave, the
 * built-in client of a Countersign, a registration of before, a new registration (RFC 7591).
 */
final class Introduction {
    /** Where nobody listens: for servers that want a redirect from a client that will only use device codes. */
    static final URI NO_CALLBACK = URI.create("http://127.0.0.1/callback");

    private final Web web;
    private final Registrations registrations;
    private final Bound bound;

    Introduction(Web web, Registrations registrations, Bound bound) {
        this.web = web;
        this.registrations = registrations;
        this.bound = bound;
    }

    /**
     * Who the command line is to this server.
     *
     * @param redirect where this login listens, or empty for a device login
     */
    ClientIdentity to(ServerMetadata server, Optional<String> given, Optional<URI> redirect) throws LoginException {
        if (given.isPresent()) {
            return named(server, given.get());
        }
        if (server.knows(ClientIdentity.BUILT_IN)) {
            return ClientIdentity.known(ClientIdentity.BUILT_IN);
        }
        Optional<ClientIdentity> before = registrations.of(server.issuer());
        if (before.isPresent() && (redirect.isEmpty() || before.get().redirect().equals(redirect))) {
            return before.get();
        }
        ClientIdentity fresh = register(server, redirect.orElse(NO_CALLBACK));
        registrations.keep(server.issuer(), fresh);
        return fresh;
    }

    private static ClientIdentity named(ServerMetadata server, String id) throws LoginException {
        if (id.startsWith("https://") && !server.readsClientDocuments()) {
            throw LoginException.refused(
                    server.issuer()
                            + " does not read client metadata documents, so a URL cannot be its client id. Use another --client-id.");
        }
        return ClientIdentity.known(id);
    }

    private ClientIdentity register(ServerMetadata server, URI redirect) throws LoginException {
        URI endpoint = server.registrationEndpoint()
                .orElseThrow(() -> LoginException.refused(server.issuer()
                        + " does not register clients by itself. Ask its operator for a public client with loopback"
                        + " redirects and give its id with --client-id."));
        Answer answer;
        try {
            answer = web.postJson(endpoint, request(server, redirect).toString(), java.util.Map.of(), bound);
        } catch (Web.Silent silent) {
            throw new LoginException(LoginException.Kind.UNREACHABLE, silent.getMessage() + ".");
        }
        ObjectNode given = answer.json().orElse(JsonNodeFactory.instance.objectNode());
        String id = given.path("client_id").asString("");
        if (answer.status() / 100 != 2 || id.isEmpty()) {
            throw LoginException.refused(server.issuer() + " did not register this client (" + answer.status() + " "
                    + given.path("error").asString("") + " "
                    + given.path("error_description").asString("")
                    + "). Ask its operator for a client and give its id with --client-id.");
        }
        Optional<String> secret =
                Optional.ofNullable(given.path("client_secret").asString(null));
        String method =
                given.path("token_endpoint_auth_method").asString(secret.isPresent() ? "client_secret_basic" : "none");
        return new ClientIdentity(id, method, secret, Optional.of(redirect));
    }

    /** RFC 7591 §2; {@code application_type} as MCP CL-09 wants it. */
    private static ObjectNode request(ServerMetadata server, URI redirect) throws LoginException {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("client_name", "Countersign command line");
        request.putArray("redirect_uris").add(redirect.toString());
        ArrayNode grants = request.putArray("grant_types");
        if (server.authorizationEndpoint().isPresent()) {
            grants.add("authorization_code");
        }
        if (server.deviceEndpoint().isPresent()) {
            grants.add(ServerMetadata.DEVICE_GRANT);
        }
        grants.add("refresh_token");
        request.putArray("response_types").add("code");
        return request.put("token_endpoint_auth_method", method(server)).put("application_type", "native");
    }

    private static String method(ServerMetadata server) {
        return List.of("none", "client_secret_basic", "client_secret_post").stream()
                .filter(server.authMethods()::contains)
                .findFirst()
                .orElse("none");
    }
}
