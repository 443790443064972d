package dev.countersign.server;

import dev.countersign.core.authority.Access;
import dev.countersign.gateway.ServerSettings;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpSettings;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import dev.countersign.server.config.Config;
import dev.countersign.server.config.Secret;
import dev.countersign.server.config.Upstream;
import dev.countersign.server.operations.DataFolder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured servers, in the words of the rooms that guard them. */
final class GuardedServers {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedServers.class);

    private GuardedServers() {}

    /** How each is reached, and what its tools are. */
    static List<ServerSettings> settings(Config config, DataFolder data) {
        return config.servers().entrySet().stream()
                .map(server -> new ServerSettings(
                        server.getKey(),
                        transport(server.getKey(), server.getValue(), config, data),
                        classes(server.getValue()),
                        server.getValue().annotations() == Upstream.Annotations.TRUST,
                        server.getValue().requireDpop().from(),
                        server.getValue().context()))
                .toList();
    }

    private static Transport transport(String name, Upstream server, Config config, DataFolder data) {
        Optional<String> owner = config.elsewhere(server);
        if (owner.isPresent()) {
            return elsewhere(name, owner.get(), config);
        }
        return server.url() == null
                ? new Transport.Stdio(new StdioSettings(
                        server.command(),
                        open(server.env()),
                        switch (server.isolation()) {
                            case GRANT -> Isolation.GRANT;
                            case SESSION -> Isolation.SESSION;
                            case SHARED -> Isolation.SHARED;
                        },
                        server.maxProcesses(),
                        data.path().resolve("homes").resolve(name)))
                : new Transport.Http(new HttpSettings(server.url(), open(server.headers())));
    }

    private static Transport elsewhere(String name, String owner, Config config) {
        Optional<URI> address = Optional.ofNullable(config.nodes().get(owner)).map(GuardedServers::base);
        LOG.info(
                "{} runs on node {}; this is node {}, which {}",
                name,
                owner,
                config.nodeName(),
                address.isPresent()
                        ? "passes requests for it on to " + address.get()
                        : "answers 503 for it: name the address of " + owner + " under nodes, or route /mcp/" + name
                                + " there");
        return new Transport.Elsewhere(address);
    }

    private static URI base(URI address) {
        return URI.create(address.getScheme() + "://" + address.getRawAuthority());
    }

    private static Map<String, Access> classes(Upstream server) {
        Map<String, Access> classes = new LinkedHashMap<>();
        server.tools().forEach((tool, limit) -> limit.access().ifPresent(access -> classes.put(tool, access)));
        return classes;
    }

    private static Map<String, String> open(Map<String, Secret> secrets) {
        return secrets.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, secret -> secret.getValue().value()));
    }
}
