package dev.countersign.server.operations;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Keys;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.server.config.Config;
import dev.countersign.server.config.Secret;
import dev.countersign.store.Store;
import dev.countersign.store.StoreInUse;
import dev.countersign.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What a server and a host command both stand on: the store, the acts and the keys. */
public record Foundation(Config config, Store store, Acts acts, MasterKey master, Keys keys, LogKeys ledger)
        implements AutoCloseable {
    /**
     * Opens the store and loads the keys.
     *
     * @throws StoreInUse when another process holds a SQLite store
     * @throws StartException when it cannot be opened
     */
    public static Foundation open(
            Config config, DataFolder data, Map<String, String> environment, InstantSource clock) {
        MasterKey master = MasterKeys.load(data, environment);
        Secret configured = config.store();
        Store store = opened(configured == null ? data.sqlite() : configured.value(), clock);
        try {
            Acts acts = new Acts(store, clock);
            Keys keys = new Keys(acts, master);
            Optional<String> origin = Optional.ofNullable(config.ledger().origin());
            LogKeys ledger = LogKeys.load(acts, master, origin, config.issuer().getRawAuthority() + "/ledger");
            return new Foundation(config, store, acts, master, keys, ledger);
        } catch (IllegalStateException unusable) {
            store.close();
            throw new StartException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static Store opened(String url, InstantSource clock) {
        try {
            return Store.open(url, clock);
        } catch (StoreUnavailable e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
