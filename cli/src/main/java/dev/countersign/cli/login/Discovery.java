package dev.countersign.cli.login;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds out everything from an MCP URL alone: the 401 challenge names the resource's document (RFC 9728), which names the
 * authorization server, whose document (RFC 8414, or OpenID Connect Discovery) names the endpoints. What a document says
 * of itself must be the address it was asked for, or nothing of it is believed.
 */
public final class Discovery {
    /** The first message of the era with a handshake: every server knows it, and no server does anything for it. */
    public static final String HELLO = """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
        "capabilities":{},"clientInfo":{"name":"countersign-cli","version":"1"}}}\
        """;

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final Web web;
    private final Bound bound;

    public Discovery(Web web, Bound bound) {
        this.web = web;
        this.bound = bound;
    }

    /** What the server at an MCP URL wants, or nothing when it lets everybody in. */
    public Optional<Target> ofMcp(String url) throws LoginException {
        URI address = Addresses.safe(url, "The MCP URL");
        Answer answer = hello(address);
        if (answer.status() >= 200 && answer.status() < 300) {
            return Optional.empty();
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            throw LoginException.refused(address + " sends on to "
                    + answer.headers().firstValue("Location").orElse("another address")
                    + ". Use that address if you trust it.");
        }
        Map<String, String> challenge =
                AuthenticateHeader.parameters(answer.headers().allValues("WWW-Authenticate"));
        ObjectNode document = resource(address, challenge.get("resource_metadata"), answer.status());
        String resource = document.path("resource").asString("");
        ServerMetadata server = server(issuer(document, address));
        return Optional.of(new Target(
                address,
                resource,
                document.path("resource_name").asString(resource),
                scope(challenge.getOrDefault("scope", ""), document),
                document.path("dpop_bound_access_tokens_required").asBoolean(false),
                server));
    }

    /** The authorization server with this issuer. */
    public ServerMetadata server(String issuer) throws LoginException {
        URI address = Addresses.safe(issuer, "The issuer");
        String path = address.getRawPath() == null ? "" : address.getRawPath().replaceFirst("/$", "");
        String origin = origin(address);
        List<String> places = new ArrayList<>(List.of(origin + SERVER + path, origin + OPENID + path));
        if (!path.isEmpty()) {
            places.add(origin + path + OPENID); // MCP CL-01
        }
        for (String place : places) {
            Optional<ObjectNode> document = document(URI.create(place));
            if (document.isPresent()) {
                String named = document.get().path("issuer").asString("");
                if (!named.equals(issuer)) { // RFC 8414 §3.3: identical, not merely equivalent
                    throw LoginException.refused("The document at " + place + " belongs to the issuer \"" + named
                            + "\", not to \"" + issuer + "\"; a server that speaks for another is not believed.");
                }
                return new ServerMetadata(issuer, document.get());
            }
        }
        throw LoginException.refused(
                issuer + " publishes no authorization server metadata (looked at " + String.join(", ", places) + ").");
    }

    private Answer hello(URI address) throws LoginException {
        try {
            Answer answer =
                    web.postJson(address, HELLO, Map.of("Accept", "application/json, text/event-stream"), bound);
            Optional<String> session = answer.headers().firstValue("Mcp-Session-Id");
            if (session.isPresent()) {
                web.delete(address, Map.of("Mcp-Session-Id", session.get()), bound);
            }
            return answer;
        } catch (Web.Silent silent) {
            throw unreachable(silent);
        }
    }

    private ObjectNode resource(URI address, @org.jspecify.annotations.Nullable String named, int status)
            throws LoginException {
        if (named != null) {
            URI place = Addresses.safe(named, "The resource_metadata of the challenge");
            ObjectNode document = document(place)
                    .orElseThrow(() -> LoginException.refused(
                            place + ", where " + address + " says it is described, has no such document."));
            return checked(document, address, place);
        }
        String path = address.getRawPath() == null ? "" : address.getRawPath().replaceFirst("/$", "");
        List<String> places = path.isEmpty()
                ? List.of(origin(address) + RESOURCE)
                : List.of(origin(address) + RESOURCE + path, origin(address) + RESOURCE);
        for (String place : places) {
            Optional<ObjectNode> document = document(URI.create(place));
            if (document.isPresent()) {
                return checked(document.get(), address, URI.create(place));
            }
        }
        throw LoginException.refused(address + " answered " + status
                + " and does not say who gives tokens for it (RFC 9728). Is this the MCP URL?");
    }

    private static ObjectNode checked(ObjectNode document, URI address, URI place) throws LoginException {
        URI resource = Addresses.safe(document.path("resource").asString(""), "The resource in " + place);
        if (!Addresses.covers(resource, address)) { // RFC 9728 §3.3
            throw LoginException.refused("The document at " + place + " describes " + resource + " and not " + address
                    + "; a token for one is not to be had by the other.");
        }
        return document;
    }

    private static String issuer(ObjectNode document, URI address) throws LoginException {
        return document.path("authorization_servers")
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .findFirst()
                .orElseThrow(() -> LoginException.refused(address + " names no authorization server (RFC 9728)."));
    }

    /** The challenge's scope, else what the resource supports, else nothing (MCP CL-06). */
    private static String scope(String challenged, ObjectNode document) {
        return challenged.isBlank()
                ? document.path("scopes_supported")
                        .valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .collect(Collectors.joining(" "))
                : challenged;
    }

    private Optional<ObjectNode> document(URI place) throws LoginException {
        try {
            Answer answer = web.get(place, bound);
            if (answer.busy()) {
                throw new LoginException(LoginException.Kind.UNREACHABLE, place + " answered " + answer.status() + ".");
            }
            return answer.status() == 200 ? answer.json() : Optional.empty();
        } catch (Web.Silent silent) {
            throw unreachable(silent);
        }
    }

    private LoginException unreachable(Web.Silent silent) {
        return bound.passed()
                ? LoginException.timedOut()
                : new LoginException(LoginException.Kind.UNREACHABLE, silent.getMessage() + ".");
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
