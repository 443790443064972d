package dev.countersign.server.operations;

import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.authority.Access;
import dev.countersign.server.config.AccessLimit;
import dev.countersign.server.config.Config;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who may let agents do what at most, as the configuration says it. */
public final class OwnerRules {
    private OwnerRules() {}

    /** The rules of every guarded server and every declared resource. */
    public static OwnerAuthorities of(Config config) {
        var rules = new ArrayList<OwnerAuthorities.Rule>();
        config.servers()
                .forEach((name, server) -> rules.add(
                        new OwnerAuthorities.Rule(config.issuer() + "/mcp/" + name, owners(server.owners()))));
        config.resources()
                .forEach((url, resource) ->
                        rules.add(new OwnerAuthorities.Rule(url.toString(), owners(resource.owners()))));
        return new OwnerAuthorities(config.issuer() + "/mcp", rules);
    }

    private static Optional<Map<String, Optional<Access>>> owners(Map<String, AccessLimit> written) {
        if (written.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(written.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, owner -> owner.getValue().access())));
    }
}
