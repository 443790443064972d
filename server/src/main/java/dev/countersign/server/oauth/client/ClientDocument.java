package dev.countersign.server.oauth.client;

import static dev.countersign.server.oauth.client.MetadataRules.metadata;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.ClientMetadata;
import dev.countersign.core.client.Described;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a client metadata document (draft-ietf-oauth-client-id-metadata-document §4, MCP 2026-07-28 AS-10 and AS-11).
 * Redirect URIs that could never be used here are left out; at least one must remain.
 */
final class ClientDocument {
    private static final Set<GrantType> ALLOWED = Set.of(
            GrantType.AUTHORIZATION_CODE,
            GrantType.REFRESH_TOKEN,
            GrantType.DEVICE_CODE,
            GrantType.TOKEN_EXCHANGE,
            GrantType.JWT_BEARER);

    private final RedirectRule redirects;
    private final boolean anyPort;

    /** @param anyPort whether its keys may be on a port other than 443 (only where documents on this computer are allowed) */
    ClientDocument(RedirectRule redirects, boolean anyPort) {
        this.redirects = redirects;
        this.anyPort = anyPort;
    }

    /**
     * @throws UnresolvedClient naming the rule that the document breaks
     */
    Described read(String clientId, byte[] document, boolean pinned) {
        try {
            return new Described(clientId, checked(clientId, members(document)), pinned);
        } catch (MetadataRules.Broken broken) {
            throw UnresolvedClient.wrong("The client metadata document at "
                    + URI.create(clientId).getHost() + " cannot be used: "
                    + broken.remedy() + ". The client's publisher must mend it.");
        }
    }

    private static Map<String, Object> members(byte[] document) {
        try {
            if (StrictJson.parse(document) instanceof ObjectNode object) return Members.of(object);
        } catch (MalformedJson _) {
            // Said below: to the person in the browser it is all the same why it is not JSON.
        }
        throw metadata("it is not a JSON object");
    }

    private ClientMetadata checked(String clientId, Map<String, Object> members) {
        var own = MetadataRules.string(members, "client_id").orElseThrow(() -> metadata("it has no client_id"));
        if (!own.equals(clientId)) throw metadata("its client_id is not exactly its own address");
        var name = MetadataRules.name(members).orElseThrow(() -> metadata("it has no client_name"));
        var method = method(members);
        MetadataRules.keys(members, method, anyPort);
        var grantTypes = MetadataRules.grantTypes(members, ALLOWED);
        MetadataRules.responseTypes(members, grantTypes);
        return new ClientMetadata(name, lawful(MetadataRules.redirectUris(members)), method, grantTypes, members);
    }

    /** A document is public, so it can hold keys and no secret (§4.1 of the draft). */
    private static AuthMethod method(Map<String, Object> members) {
        if (members.containsKey("client_secret") || members.containsKey("client_secret_expires_at")) {
            throw metadata("it holds a client_secret, which is no secret in a public document");
        }
        var method = MetadataRules.authMethod(members, AuthMethod.NONE);
        if (method.secret()) {
            throw metadata(
                    "a client described by a document has no secret here; its token_endpoint_auth_method must be "
                            + "none or private_key_jwt");
        }
        return method;
    }

    private List<String> lawful(List<String> uris) {
        if (uris.isEmpty()) throw metadata("it has no redirect_uris");
        var lawful =
                uris.stream().filter(uri -> redirects.problem(uri).isEmpty()).toList();
        if (lawful.isEmpty()) {
            throw metadata("none of its redirect_uris can be used: the first "
                    + redirects.problem(uris.getFirst()).orElse("is unlawful"));
        }
        return lawful;
    }
}
