package dev.countersign.ledger;

import dev.countersign.core.Digest;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a leaf of the log holds: which act, when, and a commitment to everything else. The body itself stands beside the
 * tree, so that it can be erased and the tree still verifies.
 *
 * @param kind the act; a later version may write kinds this one does not know
 * @param commitment see {@link #commitment}
 */
public record Entry(int version, String id, String kind, Instant at, Digest commitment) {
    /** The version written here. */
    public static final int VERSION = 1;

    private static final byte BODY = 2;

    public Entry(String id, String kind, Instant at, Digest commitment) {
        this(VERSION, id, kind, at, commitment);
    }

    /**
     * SHA-256 of the byte 2 (0 and 1 begin the tree's own hashes), the salt and the body. Who lost the 16 random bytes of the
     * salt cannot test a guess at the body.
     */
    public static Digest commitment(byte[] salt, byte[] body) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(BODY);
        bytes.writeBytes(salt);
        bytes.writeBytes(body);
        return Digest.of(bytes.toByteArray());
    }

    /** The bytes of the leaf: canonical JSON (RFC 8785). */
    public byte[] bytes() {
        return ("{\"at\":\"" + at + "\",\"body\":\"" + commitment.base64url() + "\",\"id\":" + quoted(id) + ",\"kind\":"
                        + quoted(kind) + ",\"v\":" + version + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The hash of the leaf. */
    public Digest leaf() {
        return Hashes.leaf(bytes());
    }

    /**
     * Reads a leaf of this or a later version; members it does not know are passed over.
     *
     * @throws IllegalArgumentException when it is not an entry
     */
    public static Entry parse(byte[] bytes) {
        try {
            if (StrictJson.parse(bytes, EntryBundle.LONGEST) instanceof ObjectNode json) {
                return new Entry(
                        json.path("v").asInt(0),
                        json.path("id").asString(""),
                        json.path("kind").asString(""),
                        Instant.parse(json.path("at").asString("")),
                        Digest.fromBase64url(json.path("body").asString("")));
            }
        } catch (MalformedJson | DateTimeParseException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("this is no entry of a Countersign log", malformed);
        }
        throw new IllegalArgumentException("this is no entry of a Countersign log");
    }

    static String quoted(String text) {
        return Canonical.string(JsonNodeFactory.instance.stringNode(text));
    }
}
