package dev.countersign.cli.backup;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.SignedNote;
import dev.countersign.server.host.BackupSeal;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a backup says of itself: who made it and when, the checksum of the store, and the ledger's checkpoint that the store
 * must continue.
 */
public record Manifest(ObjectNode json) {
    /** The one format there is. */
    private static final String FORMAT = "countersign-backup/1";

    /**
     * @param taken what the host said of the copy
     * @param sha256 the checksum of the copy, in hexadecimal
     */
    static Manifest of(ObjectNode taken, String version, long bytes, String sha256) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("countersign", version)
                .put("schema", taken.path("schema").asInt())
                .put("created_at", taken.path("taken_at").asString(""))
                .put("issuer", taken.path("issuer").asString(""))
                .put("master_key", "not included")
                .put(BackupSeal.MEMBER, taken.path(BackupSeal.MEMBER).asString(""));
        json.putObject("store").put("bytes", bytes).put("sha256", sha256);
        json.set("ledger", taken.path("ledger"));
        return new Manifest(json);
    }

    /**
     * @throws DamagedBackup when it is no manifest of a format that is known
     */
    static Manifest read(byte[] text) {
        JsonNode read;
        try {
            read = StrictJson.parse(text);
        } catch (MalformedJson malformed) {
            throw new DamagedBackup("manifest.json is no JSON: " + malformed.getMessage());
        }
        String format = read.path("format").asString("");
        if (!(read instanceof ObjectNode json) || !format.equals(FORMAT)) {
            throw new DamagedBackup(
                    "manifest.json names the format \"" + format + "\"; this Countersign reads " + FORMAT);
        }
        return new Manifest(json);
    }

    byte[] bytes() {
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    String sha256() {
        return json.path("store").path("sha256").asString("");
    }

    long storeBytes() {
        return json.path("store").path("bytes").asLong(-1);
    }

    /** The signed state of the ledger that the store continues. */
    public SignedNote checkpoint() {
        try {
            return SignedNote.parse(json.path("ledger").path("checkpoint").asString(""));
        } catch (IllegalArgumentException malformed) {
            throw new DamagedBackup("manifest.json: the ledger's checkpoint cannot be read: " + malformed.getMessage());
        }
    }
}
