package dev.countersign.acts;

import dev.countersign.core.authority.Authority;
import dev.countersign.store.Tx;
import java.util.HashMap;
import java.util.Map;

/** The catalogues a grant is bound to when nobody looks at a page: those its servers show at that moment. */
final class Pinned {
    private Pinned() {}

    /**
     * @param servers resource → server name
     * @return server name → digest, for the servers among these that have shown their tools
     */
    static Map<String, String> catalogues(Authority authority, Map<String, String> servers, Tx tx) {
        var found = new HashMap<String, String>();
        for (var location : authority.locations()) {
            var server = servers.get(location);
            if (server != null) tx.catalogues().current(server).ifPresent(digest -> found.put(server, digest));
        }
        return found;
    }
}
