package dev.countersign.server.pages;

import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The files pages load. Their address holds their hash, so a browser may keep them for ever. */
public final class Assets {
    public static final Asset STYLE = read("countersign.css", "css", "text/css; charset=utf-8");
    public static final Asset SCRIPT = read("countersign.js", "js", "text/javascript; charset=utf-8");
    /** For the pages that show acts as they happen. */
    public static final Asset LIVE = read("live.js", "js", "text/javascript; charset=utf-8");

    public static final Asset ICON = read("countersign.svg", "svg", "image/svg+xml");

    /** One file: where it is served and what is in it. */
    public record Asset(String path, String type, byte[] bytes) {}

    private Assets() {}

    /** Adds the addresses of the files. */
    public static void routes(Routes routes) {
        for (var asset : List.of(STYLE, SCRIPT, LIVE, ICON)) {
            routes.get(
                    asset.path(),
                    _ -> Reply.bytes(200, asset.type(), asset.bytes())
                            .with("Cache-Control", "public, max-age=31536000, immutable"));
        }
        routes.get("/favicon.ico", _ -> {
            throw Phrases.refusal(404, "wrong.file");
        });
    }

    private static Asset read(String name, String extension, String type) {
        try (var in = Assets.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the file " + name + " is missing from the build");
            var bytes = in.readAllBytes();
            var hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 16);
            return new Asset("/assets/" + hash + "." + extension, type, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
