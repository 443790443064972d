package dev.countersign.server.host;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Secrets;
import dev.countersign.core.json.Canonical;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells a backup that a deployment made from one that was changed since: a MAC under the master key, which is never beside
 * it. The ledger speaks for its own entries only, and an account or a grant that somebody put into the file stands in none.
 */
public record BackupSeal(MasterKey master) {
    /** The member of the manifest that holds it. */
    public static final String MEMBER = "seal";

    private static final List<String> COVERED = List.of("created_at", "issuer", "ledger", "schema");

    /** The seal of a backup with this manifest: over its store's checksum, its time, and what else it says of the store. */
    String of(JsonNode manifest) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("sha256", manifest.path("store").path("sha256").asString(""));
        COVERED.forEach(name -> object.set(name, manifest.path(name)));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(master.derive(MasterKey.Purpose.BACKUPS));
            var sum = mac.doFinal(Canonical.string(object).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Whether this manifest is as it was when the backup was made. */
    public boolean fits(JsonNode manifest) {
        return COVERED.stream().allMatch(manifest::has)
                && Secrets.same(of(manifest), manifest.path(MEMBER).asString(""));
    }
}
