package dev.countersign.server.oauth;

import dev.countersign.core.Asked;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.authority.UnknownScope;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.Configured;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a request asks for: {@code resource} (RFC 8707), {@code scope} (RFC 6749 §3.3) and {@code
 * authorization_details} (RFC 9396), the same for every transport. Scopes and details together mean what both allow.
 */
final class Asking {
    private final Resources resources;

    Asking(Resources resources) {
        this.resources = resources;
    }

    /**
     * @throws RequestError {@code invalid_target}, {@code invalid_scope} or {@code invalid_authorization_details}
     */
    Asked read(Client client, Optional<Asked.Redirect> redirect, Parameters parameters) {
        var named = named(client, parameters.all("resource"));
        var asker = Asked.Asker.of(client);
        if (named.stream().anyMatch(resource -> !resource.mcp())) return owner(asker, redirect, named, parameters);
        var scopes = scopes(parameters.one("scope").orElse(""));
        var details = parameters.one("authorization_details").map(text -> details(text, scopes, client, named));
        var ids = named.isEmpty()
                ? details.map(asked -> List.copyOf(asked.authority().locations()))
                        .orElse(List.of())
                : named.stream().map(Resource::id).toList();
        return new Asked(asker, redirect, ids, scopes, details, Set.of());
    }

    /**
     * What an owner's own agent asks for: scopes of the owner API and nothing else.
     *
     * @throws RequestError {@code invalid_target}, {@code invalid_scope} or {@code invalid_authorization_details}
     */
    Asked ownerAgent(Client client, Parameters parameters) {
        var api = resources.find(resources.ownerApi()).orElseThrow();
        var named = resources.findAll(parameters.all("resource")).orElse(List.of());
        if (named.size() != parameters.all("resource").size() || named.stream().anyMatch(one -> !one.equals(api))) {
            throw new RequestError(
                    "invalid_target", "Owner onboarding is for " + api.id() + " alone; leave resource out.");
        }
        if (client instanceof Configured) requireAllowed(client, List.of(api));
        return owner(Asked.Asker.of(client), Optional.empty(), List.of(api), parameters);
    }

    /** What the request names; a client held to some resources that names none means those. */
    private List<Resource> named(Client client, List<String> asked) {
        var named = resources
                .findAll(asked)
                .orElseThrow(() -> new RequestError(
                        "invalid_target",
                        "A resource is not one of this server's, or not an absolute URI without fragment. Use the resource "
                                + "that the protected resource metadata names."));
        if (!named.isEmpty()) {
            requireAllowed(client, named);
            return named;
        }
        var only = only(client).orElse(List.of());
        var mcp = only.stream().filter(Resource::mcp).toList();
        return mcp.isEmpty() ? only : mcp;
    }

    /** The resources a client is held to; empty when it may ask for every MCP resource. */
    private Optional<List<Resource>> only(Client client) {
        if (!(client instanceof Configured configured) || configured.resources().isEmpty()) return Optional.empty();
        return Optional.of(configured.resources().stream()
                .map(resources::find)
                .flatMap(Optional::stream)
                .toList());
    }

    /** The owner API is for those it is written down for. */
    private void requireAllowed(Client client, List<Resource> named) {
        var only = only(client);
        for (var resource : named) {
            if (only.isPresent() ? !only.get().contains(resource) : !resource.mcp()) {
                throw new RequestError(
                        "invalid_target",
                        "This client may not ask for " + resource.id()
                                + ". The operator can allow it in the configuration.");
            }
        }
    }

    /** A request for the owner API alone: the two kinds of token are never mixed. */
    private static Asked owner(
            Asked.Asker asker, Optional<Asked.Redirect> redirect, List<Resource> named, Parameters parameters) {
        if (named.size() > 1) {
            throw new RequestError("invalid_target", "The owner API and MCP resources need separate requests.");
        }
        if (parameters.one("authorization_details").isPresent()) {
            throw new RequestError("invalid_authorization_details", "The owner API has scopes only.");
        }
        var scopes = ownerScopes(parameters.one("scope").orElse(""));
        return new Asked(asker, redirect, List.of(named.getFirst().id()), Scopes.NONE, Optional.empty(), scopes);
    }

    /**
     * The scopes of the owner API a request names; none named means {@link OwnerScope#unasked}.
     *
     * @throws RequestError {@code invalid_scope}
     */
    static Set<OwnerScope> ownerScopes(String scope) {
        try {
            var named = OwnerScope.parse(scope);
            return named.isEmpty() ? OwnerScope.unasked() : named;
        } catch (UnknownScope unknown) {
            throw new RequestError("invalid_scope", unknown.getMessage() + ".");
        }
    }

    static Scopes scopes(String scope) {
        try {
            return Scopes.parse(scope);
        } catch (UnknownScope unknown) {
            throw new RequestError("invalid_scope", unknown.getMessage() + ".");
        }
    }

    private AuthorizationDetails details(String text, Scopes scopes, Client client, List<Resource> named) {
        var asked = details(text);
        for (var location : asked.authority().locations()) {
            var resource = resources.find(location).filter(found -> found.id().equals(location) && found.mcp());
            if (resource.isEmpty()) {
                throw new RequestError(
                        "invalid_authorization_details",
                        "A location is not an MCP resource of this server: " + location + ".");
            }
            if (!named.isEmpty() && !named.contains(resource.get())) {
                throw new RequestError(
                        "invalid_authorization_details",
                        "The location " + location + " is not among the resources of this request.");
            }
            requireAllowed(client, List.of(resource.get()));
        }
        var within = scopes.access()
                .map(access -> asked.authority()
                        .meet(Authority.of(asked.authority().locations().stream()
                                .map(location -> Permission.everything(location, access))
                                .toList())))
                .orElse(asked.authority());
        if (within.isNothing()) {
            throw new RequestError(
                    "invalid_authorization_details", "The scope allows nothing of what the details ask for.");
        }
        return new AuthorizationDetails(within, asked.delegation());
    }

    static AuthorizationDetails details(String text) {
        try {
            return AuthorizationDetails.parse(StrictJson.parse(text, Authority.MAX_BYTES));
        } catch (MalformedJson malformed) {
            throw new RequestError("invalid_authorization_details", "It is not JSON: " + malformed.getMessage() + ".");
        } catch (InvalidAuthority invalid) {
            throw new RequestError("invalid_authorization_details", invalid.getMessage() + "");
        }
    }
}
