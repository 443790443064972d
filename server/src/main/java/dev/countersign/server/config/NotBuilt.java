package dev.countersign.server.config;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keys whose feature does not exist yet. A value that switches one on is refused, so that no key silently does nothing. */
final class NotBuilt {
    private record Entry(String key, String feature, Predicate<Config> wanted) {}

    private static final Set<String> BUILT_GRANTS = Set.of(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange");

    private static final List<Entry> ENTRIES = List.of(
            new Entry("assertions", "identity assertions", c -> !c.assertions().isEmpty()),
            client(
                    "grant_types",
                    "another grant type than authorization_code, refresh_token, client_credentials and device_code",
                    c -> c.grantTypes().stream().anyMatch(type -> !BUILT_GRANTS.contains(type))));

    private NotBuilt() {}

    static void refuse(String name, Config config) {
        for (Entry entry : ENTRIES) {
            if (entry.wanted().test(config)) {
                throw new ConfigException(
                        name,
                        entry.key() + " asks for " + entry.feature()
                                + ", which this version does not have yet; remove the key");
            }
        }
    }

    private static Entry server(String key, String feature, Predicate<Upstream> wanted) {
        return new Entry(
                "servers.NAME." + key,
                feature,
                c -> c.servers().values().stream().anyMatch(wanted));
    }

    private static Entry client(String key, String feature, Predicate<ConfiguredClient> wanted) {
        return new Entry(
                "clients.NAME." + key,
                feature,
                c -> c.clients().values().stream().anyMatch(wanted));
    }
}
