package dev.countersign.server.oauth.client;

import dev.countersign.core.client.Described;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metadata documents that came with this server, for clients whose {@code client_id} is a fixed address that a server
 * without internet cannot ask. They were copied from what their publishers show, and are used instead of fetching.
 */
public final class PinnedDocuments {
    private static final List<String> SHIPPED = List.of("claude-code.json", "codex.json");

    private final Map<String, Described> byId;

    private PinnedDocuments(Map<String, Described> byId) {
        this.byId = byId;
    }

    /** For servers whose operator turned them off. */
    public static PinnedDocuments none() {
        return new PinnedDocuments(Map.of());
    }

    /** The documents in this jar; {@code redirects} is the rule that holds for fetched documents too. */
    public static PinnedDocuments shipped(RedirectRule redirects) {
        var reader = new ClientDocument(redirects, false);
        var byId = new LinkedHashMap<String, Described>();
        for (var file : SHIPPED) {
            var bytes = read(file);
            var id = StrictJson.parse(bytes).path("client_id").asString();
            byId.put(id, reader.read(id, bytes, true));
        }
        return new PinnedDocuments(Map.copyOf(byId));
    }

    Optional<Described> find(String clientId) {
        return Optional.ofNullable(byId.get(clientId));
    }

    private static byte[] read(String file) {
        try (var in = PinnedDocuments.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException(file + " is missing from the jar");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
