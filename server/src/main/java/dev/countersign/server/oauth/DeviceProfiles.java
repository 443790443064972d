package dev.countersign.server.oauth;

import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the device authorization endpoint can be asked for, as the metadata says it: the kinds of request, what each needs,
 * which kind of token comes of it and where that token is refused (RFC 8414 §2 allows further members).
 */
final class DeviceProfiles {
    /** The ordinary way for an agent without a browser. */
    static final String MCP = "mcp";

    /** For automation of the owner's own; no MCP resource takes what comes of it. */
    static final String OWNER_AGENT = "owner_agent";

    private DeviceProfiles() {}

    /** {@code device_authorization_profiles_supported}. */
    static ArrayNode supported(Resources resources) {
        return JsonNodeFactory.instance.arrayNode().add(mcp(resources)).add(ownerAgent(resources));
    }

    private static ObjectNode mcp(Resources resources) {
        var profile = JsonNodeFactory.instance
                .objectNode()
                .put("profile", MCP)
                .put(
                        "description",
                        "The normal way to set up an MCP client that has no browser: a token for the named MCP resources, bounded by "
                                + "what the owner allows.")
                .put("token_kind", TokenKind.CLIENT.wire())
                .put("mcp_setup", true);
        list(profile, "parameters_required", List.of("client_id", "resource"));
        list(profile, "parameters_one_of_required", List.of("scope", "authorization_details"));
        list(profile, "resources", List.of(resources.issuer() + "/mcp", resources.issuer() + "/mcp/{server}"));
        return profile;
    }

    private static ObjectNode ownerAgent(Resources resources) {
        var profile = JsonNodeFactory.instance
                .objectNode()
                .put("profile", OWNER_AGENT)
                .put(
                        "description",
                        "Trusted owner-agent onboarding: owner-level local automation for the owner API, which looks and takes away. "
                                + "It sets up no MCP client. Taken only from the server's own computer and networks the operator "
                                + "named; the owner types the code.")
                .put("token_kind", TokenKind.OWNER.wire())
                .put("mcp_setup", false)
                .put("mcp_owner_bearer_rejected", true);
        list(profile, "parameters_required", List.of("client_id", "profile"));
        list(profile, "parameters_optional", List.of("scope"));
        list(profile, "scopes_supported", OwnerScope.wireNames());
        list(profile, "resources", List.of(resources.ownerApi()));
        return profile;
    }

    private static void list(ObjectNode profile, String name, List<String> values) {
        var array = profile.putArray(name);
        values.forEach(array::add);
    }
}
