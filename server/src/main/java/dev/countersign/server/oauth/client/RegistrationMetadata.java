package dev.countersign.server.oauth.client;

import static dev.countersign.server.oauth.client.MetadataRules.metadata;

import dev.countersign.core.authority.Scopes;
import dev.countersign.core.authority.UnknownScope;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.GrantType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes what a client sends into what is registered (RFC 7591 §2): defaults filled in, values that mean nothing here left
 * out, unknown members ignored. The result is stored and echoed as it is.
 */
final class RegistrationMetadata {
    private static final Set<GrantType> OPEN_TO_ALL = Set.of(
            GrantType.AUTHORIZATION_CODE,
            GrantType.REFRESH_TOKEN,
            GrantType.DEVICE_CODE,
            GrantType.TOKEN_EXCHANGE,
            GrantType.JWT_BEARER);
    private static final List<String> ADDRESSES = List.of("client_uri", "logo_uri", "tos_uri", "policy_uri");
    private static final List<String> TEXTS = List.of("software_id", "software_version");
    private static final int LONGEST = 500;

    private final RedirectRule redirects;
    private final Set<GrantType> allowed;

    /**
     * @param offered the grant types of this server
     */
    RegistrationMetadata(RedirectRule redirects, List<GrantType> offered) {
        this.redirects = redirects;
        this.allowed = OPEN_TO_ALL.stream().filter(offered::contains).collect(Collectors.toSet());
    }

    /**
     * @throws MetadataRules.Broken with the error code of RFC 7591 §3.2.2
     */
    Map<String, Object> checked(Map<String, Object> sent) {
        var members = new LinkedHashMap<String, Object>();
        MetadataRules.name(sent).ifPresent(name -> members.put("client_name", name));
        var grantTypes = MetadataRules.grantTypes(sent, allowed);
        MetadataRules.responseTypes(sent, grantTypes);
        var uris = redirectUris(sent, grantTypes);
        if (!uris.isEmpty()) members.put("redirect_uris", uris);
        members.put("grant_types", grantTypes.stream().map(GrantType::wire).toList());
        members.put("response_types", grantTypes.contains(GrantType.AUTHORIZATION_CODE) ? List.of("code") : List.of());
        var method = MetadataRules.authMethod(sent, AuthMethod.CLIENT_SECRET_BASIC);
        members.put("token_endpoint_auth_method", method.wire());
        members.putAll(MetadataRules.keys(sent, method, false));
        if (MetadataRules.flag(sent, "dpop_bound_access_tokens")) members.put("dpop_bound_access_tokens", true);
        applicationType(sent, members);
        scope(sent, members);
        ADDRESSES.forEach(name -> address(name, sent, members));
        TEXTS.forEach(name ->
                MetadataRules.string(sent, name).ifPresent(text -> members.put(name, bounded(name, text))));
        MetadataRules.strings(sent, "contacts").ifPresent(list -> members.put("contacts", contacts(list)));
        return members;
    }

    /** A client that only uses the device grant has no redirect and needs none. */
    private List<String> redirectUris(Map<String, Object> sent, Set<GrantType> grantTypes) {
        var uris = MetadataRules.redirectUris(sent);
        if (uris.isEmpty() && grantTypes.contains(GrantType.AUTHORIZATION_CODE)) {
            throw MetadataRules.redirect(
                    "redirect_uris is missing; a client that uses authorization_code needs at least one");
        }
        for (var uri : uris) {
            redirects.problem(uri).ifPresent(problem -> {
                throw MetadataRules.redirect("a redirect URI " + problem);
            });
        }
        return uris;
    }

    /** Native or web: kept and echoed; the redirect rules hold for both alike (MCP 2026-07-28 AS-24). */
    private static void applicationType(Map<String, Object> sent, Map<String, Object> members) {
        MetadataRules.string(sent, "application_type").ifPresent(type -> {
            if (!type.equals("native") && !type.equals("web")) throw metadata("application_type must be native or web");
            members.put("application_type", type);
        });
    }

    /** Only the scopes there are: they bind nothing, for what a client gets is decided at each consent. */
    private static void scope(Map<String, Object> sent, Map<String, Object> members) {
        MetadataRules.string(sent, "scope").ifPresent(asked -> {
            var known = new ArrayList<String>();
            for (var one : asked.split(" ", -1)) {
                if (!one.isEmpty() && isKnown(one) && !known.contains(one)) known.add(one);
            }
            if (!known.isEmpty()) members.put("scope", String.join(" ", known));
        });
    }

    private static boolean isKnown(String scope) {
        try {
            return !Scopes.parse(scope).names().isEmpty();
        } catch (UnknownScope _) {
            return false;
        }
    }

    private static void address(String name, Map<String, Object> sent, Map<String, Object> members) {
        MetadataRules.string(sent, name).ifPresent(text -> {
            try {
                var uri = new URI(bounded(name, text));
                if (uri.getHost() == null || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                    throw metadata(name + " must be a web address");
                }
                members.put(name, text);
            } catch (URISyntaxException _) {
                throw metadata(name + " must be a web address");
            }
        });
    }

    private static List<String> contacts(List<String> list) {
        if (list.size() > 10) throw metadata("contacts has more than 10 entries");
        return list.stream().map(contact -> bounded("contacts", contact)).toList();
    }

    private static String bounded(String name, String text) {
        if (text.length() > LONGEST) throw metadata(name + " is longer than " + LONGEST + " characters");
        return text;
    }
}
