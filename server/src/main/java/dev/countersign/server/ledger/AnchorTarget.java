package dev.countersign.server.ledger;

import dev.countersign.ledger.NoteKey;
import java.net.URI;
import java.nio.file.Path;

/** A place off this host that receives checkpoints, as the configuration spells it. */
public sealed interface AnchorTarget {
    /** A file, replaced, or a folder, added to. */
    record Folder(Path path) implements AnchorTarget {}

    /** An address that takes checkpoints by POST. */
    record Webhook(URI address) implements AnchorTarget {}

    /** A witness (C2SP tlog-witness): its key, and the prefix of its address. */
    record Witness(NoteKey key, URI prefix) implements AnchorTarget {}

    /** What kind of place it is, for metrics. */
    default String kind() {
        return switch (this) {
            case Folder _ -> "file";
            case Webhook _ -> "webhook";
            case Witness _ -> "witness";
        };
    }

    /**
     * Reads {@code /path}, {@code https://…} or {@code KEY https://…}.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static AnchorTarget parse(String text) {
        var space = text.indexOf(' ');
        if (space > 0)
            return witness(text.substring(0, space), text.substring(space + 1).strip());
        if (text.startsWith("https://") || text.startsWith("http://")) return new Webhook(web(text));
        if (text.startsWith("/") || text.startsWith("./")) return new Folder(Path.of(text));
        throw new IllegalArgumentException(
                "\"" + text
                        + "\" is no anchor; write a path such as /mnt/anchors, an http or https address, or a witness's key, a space and its address");
    }

    private static AnchorTarget witness(String key, String address) {
        var parsed = NoteKey.parse(key);
        if (parsed.kind() != NoteKey.Kind.COSIGNATURE) {
            throw new IllegalArgumentException("the key of " + parsed.name() + " is not a witness's");
        }
        return new Witness(parsed, web(address.replaceAll("/+$", "")));
    }

    private static URI web(String text) {
        var uri = URI.create(text);
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("the address of an anchor has a host, no user and no fragment");
        }
        return uri;
    }
}
