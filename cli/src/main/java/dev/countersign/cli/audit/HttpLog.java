package dev.countersign.cli.audit;

import dev.countersign.acts.ledger.Source;
import dev.countersign.core.Digest;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.EntryBundle;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.TilePath;
import dev.countersign.ledger.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The log of another machine (C2SP tlog-tiles), as it was when this was made. Without a token only its hashes can be read;
 * with an auditor's, everything.
 */
public final class HttpLog implements Source {
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String prefix;
    private final Optional<String> token;
    private final String checkpoint;
    private final long size;

    /**
     * @param issuer where the server is
     * @throws IllegalArgumentException when no log answers there
     */
    public HttpLog(URI issuer, Optional<String> token) {
        this.prefix = issuer.toString().replaceAll("/+$", "") + "/ledger/";
        this.token = token;
        this.checkpoint = new String(
                fetch("checkpoint").orElseThrow(() -> new IllegalArgumentException("no log is at " + prefix)),
                StandardCharsets.UTF_8);
        this.size = Checkpoint.parse(SignedNote.parse(checkpoint)).size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public Optional<String> checkpoint() {
        return Optional.of(checkpoint);
    }

    @Override
    public boolean open() {
        return token.isPresent();
    }

    @Override
    public List<Kept> entries(long from, long before) {
        var kept = new ArrayList<Kept>();
        if (!open()) return kept;
        for (var first = from; first < Math.min(before, size); first += Tree.TILE) {
            var path = new TilePath(TilePath.ENTRIES, first / Tree.TILE, (int) Math.min(Tree.TILE, size - first));
            var name = path.toString().substring("entries/".length());
            var bundle = fetch("tile/" + path).map(EntryBundle::decode).orElse(List.of());
            var bodies = fetch("bodies/" + name)
                    .map(bytes ->
                            new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of());
            for (var i = 0; i < bundle.size(); i++) {
                var opening = i < bodies.size() ? opening(bodies.get(i)) : Optional.<Receipt.Opening>empty();
                kept.add(new Kept(first + i, Optional.of(bundle.get(i)), opening));
            }
        }
        return kept;
    }

    private static Optional<Receipt.Opening> opening(String line) {
        JsonNode json = StrictJson.parse(line);
        if (!json.path("body").isString()) return Optional.empty();
        return Optional.of(new Receipt.Opening(
                Base64.getUrlDecoder().decode(json.path("salt").asString("")),
                json.path("body").stringValue().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        var width = Math.min(Tree.TILE, (size >>> (8 * level)) - index * Tree.TILE);
        if (width < 1) return Optional.empty();
        return fetch("tile/" + new TilePath(level, index, (int) width))
                .filter(hashes -> hashes.length == width * Digest.LENGTH);
    }

    @Override
    public List<String> changedOrigins(long from, long before) {
        return List.of();
    }

    private Optional<byte[]> fetch(String path) {
        var request = HttpRequest.newBuilder(URI.create(prefix + path)).timeout(Duration.ofSeconds(60));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                throw new IllegalArgumentException("the server does not let this token read " + path
                        + "; it takes an auditor's with the scope activity:read");
            }
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the log at " + prefix + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
