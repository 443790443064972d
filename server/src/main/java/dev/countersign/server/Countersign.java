package dev.countersign.server;

import dev.countersign.server.config.Config;
import dev.countersign.server.config.Secret;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Health;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.StartException;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: builds every part with plain constructors, starts them, stops them in the other order. */
public final class Countersign implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Countersign.class);

    private final Listener listener;
    private final @Nullable FileLock lock;

    private Countersign(Listener listener, @Nullable FileLock lock) {
        this.listener = listener;
        this.lock = lock;
    }

    /**
     * Starts a node. When this returns, it answers.
     *
     * @throws StartException when it cannot start; the message says what to do
     */
    public static Countersign start(Config config, DataFolder data) {
        Secret configured = config.store();
        String store = configured == null ? data.sqlite() : configured.value();
        FileLock lock = store.startsWith("jdbc:sqlite:") ? alone(store) : null;

        Metrics metrics = new Metrics();
        Routes routes = new Routes();
        new Health(List.of()).add(routes);
        metrics.add(routes);

        Errors errors = new Errors((page, id) -> Reply.text(page.status(), "text/plain; charset=utf-8", page.remedy()));
        Web web = new Web(routes, errors, Networks.of(config.trustedProxies()));
        Listener listener = new Listener(config, web, metrics);
        listener.start();
        return new Countersign(listener, lock);
    }

    private static FileLock alone(String store) {
        return DataFolder.lock(store)
                .orElseThrow(
                        () -> new StartException(
                                "another Countersign already runs on this data; stop it first, or give another folder with --data and another --port"));
    }

    /** Drains for at most ten seconds and lets go of everything. */
    @Override
    public void close() {
        listener.stop();
        if (lock != null) {
            try {
                lock.acquiredBy().close();
            } catch (IOException e) {
                LOG.warn("the lock could not be released: {}", e.getMessage());
            }
        }
    }
}
