package dev.countersign.server.oauth;

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

    private DeviceProfiles() {}

    /** {@code device_authorization_profiles_supported}. */
    static ArrayNode supported(Resources resources) {
        return JsonNodeFactory.instance.arrayNode().add(mcp(resources));
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

    private static void list(ObjectNode profile, String name, List<String> values) {
        var array = profile.putArray(name);
        values.forEach(array::add);
    }
}
