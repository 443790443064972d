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
import java.net.http.HttpResponse;
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
 * with an auditor's, everything; with an owner's, what is theirs.
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
    private final Reach reach;

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
        this.reach = token.isEmpty() ? Reach.HASHES : size == 0 || everything() ? Reach.ALL : Reach.SOME;
    }

    /** Bundles are for who may read all; others read their own bodies, one by one. */
    private boolean everything() {
        var status = send("tile/" + bundle(0)).statusCode();
        if (status != 200 && status != 403) throw refused("entries");
        return status == 200;
    }

    private TilePath bundle(long first) {
        return new TilePath(TilePath.ENTRIES, first / Tree.TILE, (int) Math.min(Tree.TILE, size - first));
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
    public List<String> lostOrigins(long from, long before) {
        return List.of();
    }

    @Override
    public Reach reach() {
        return reach;
    }

    @Override
    public List<Kept> entries(long from, long before) {
        var kept = new ArrayList<Kept>();
        if (reach == Reach.HASHES) return kept;
        for (var first = Math.max(0, from); first < Math.min(before, size); first += Tree.TILE) {
            var path = bundle(first);
            var lines = fetch("bodies/" + path.toString().substring("entries/".length()))
                    .map(bytes ->
                            new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of());
            var bundle = reach == Reach.ALL
                    ? fetch("tile/" + path).map(EntryBundle::decode).orElse(List.of())
                    : List.<byte[]>of();
            for (var i = 0; i < path.width(); i++) {
                var line = i < lines.size() ? StrictJson.parse(lines.get(i)) : StrictJson.parse("{}");
                var entry = i < bundle.size() ? Optional.of(bundle.get(i)) : text(line, "entry");
                if (entry.isPresent()) kept.add(new Kept(first + i, entry, opening(line), false));
            }
        }
        return kept;
    }

    private static Optional<byte[]> text(JsonNode line, String name) {
        return line.path(name).stringValueOpt().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Receipt.Opening> opening(JsonNode line) {
        return text(line, "body")
                .map(body -> new Receipt.Opening(
                        Base64.getUrlDecoder().decode(line.path("salt").asString("")), body));
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
        var answer = send(path);
        if (answer.statusCode() == 401 || answer.statusCode() == 403) throw refused(path);
        if (answer.statusCode() == 200) return Optional.of(answer.body());
        if (answer.statusCode() == 404) return Optional.empty();
        throw new IllegalArgumentException("the server answered " + answer.statusCode() + " to " + path);
    }

    private static IllegalArgumentException refused(String path) {
        return new IllegalArgumentException("the server does not let this token read " + path
                + "; it takes an owner token with the scope activity:read, an auditor's for everybody's entries");
    }

    private HttpResponse<byte[]> send(String path) {
        var request = HttpRequest.newBuilder(URI.create(prefix + path)).timeout(Duration.ofSeconds(60));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("the log at " + prefix + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
