package dev.countersign.server;

import dev.countersign.server.config.Config;
import dev.countersign.server.host.HostDesk;
import dev.countersign.server.host.HostSocket;
import dev.countersign.server.host.SetupLinks;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.operations.Health;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.NativeCrypto;
import dev.countersign.server.operations.Readiness;
import dev.countersign.server.operations.StartException;
import dev.countersign.server.people.Passphrases;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.StoreInUse;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** The composition root: builds every part with plain constructors, starts them, stops them in the other order. */
public final class Countersign implements AutoCloseable {
    private final Foundation foundation;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Countersign(Foundation foundation) {
        this.foundation = foundation;
    }

    /**
     * Starts a node. When this returns, it answers.
     *
     * @throws StartException when it cannot start; the message says what to do
     */
    public static Countersign start(Config config, DataFolder data, Map<String, String> environment) {
        NativeCrypto.installBeside();
        Foundation foundation = foundation(config, data, environment);
        Countersign node = new Countersign(foundation);
        node.parts.push(foundation);
        try {
            node.build(config, data);
            return node;
        } catch (RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private static Foundation foundation(Config config, DataFolder data, Map<String, String> environment) {
        try {
            return Foundation.open(config, data, environment, InstantSource.system());
        } catch (StoreInUse e) {
            throw new StartException(
                    "another Countersign already runs on this data; stop it first, or give another folder with --data and another --port",
                    e);
        }
    }

    private void build(Config config, DataFolder data) {
        Passphrases passphrases = opened(new Passphrases());

        Routes routes = new Routes();
        new Health(Readiness.checks(foundation.acts(), foundation.keys())).add(routes);
        Metrics metrics = new Metrics();
        metrics.add(routes);
        foundation.acts().onAct(metrics::acted);

        Errors errors = new Errors((page, id) -> Reply.text(page.status(), "text/plain; charset=utf-8", page.remedy()));
        Web web = new Web(routes, errors, Networks.of(config.trustedProxies()));

        HostSocket.open(data.socket(), new HostDesk(foundation, passphrases)).ifPresent(this::opened);
        Listener listener = new Listener(config, web, metrics);
        listener.start();
        opened(listener);
    }

    /** The link that makes the first owner; empty when there is one. Each call ends the link before. */
    public Optional<URI> setupLink() {
        boolean owned = foundation.acts().read(tx -> tx.owners().any());
        return owned
                ? Optional.empty()
                : Optional.of(
                        new SetupLinks(foundation.acts(), foundation.config().issuer()).setup());
    }

    private <P extends AutoCloseable> P opened(P part) {
        parts.push(part);
        return part;
    }

    /** Drains for at most ten seconds and lets go of everything. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part did not stop cleanly", e);
            }
        }
    }
}
