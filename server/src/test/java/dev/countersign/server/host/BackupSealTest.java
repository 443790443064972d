package dev.countersign.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.MasterKey;
import dev.countersign.core.json.StrictJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A backup is as it was made, or it is not restored. */
class BackupSealTest {
    private static final String MANIFEST = """
            {"format":"countersign-backup/1","schema":1,"created_at":"2026-11-21T10:00:00Z","issuer":"https://h",
             "store":{"bytes":4096,"sha256":"aa"},"ledger":{"size":7,"checkpoint":"note"}}""";

    private final BackupSeal seal = new BackupSeal(new MasterKey(new byte[32]));

    private static ObjectNode manifest() {
        return (ObjectNode) StrictJson.parse(MANIFEST);
    }

    private ObjectNode sealed() {
        var manifest = manifest();
        return manifest.put(BackupSeal.MEMBER, seal.of(manifest));
    }

    @Test
    void a_seal_fits_the_manifest_it_was_made_for_and_no_other() { // issue 6.3; DESIGN Dependencies: master key
        assertThat(seal.fits(sealed())).isTrue();
        var store = sealed();
        store.withObject("/store").put("sha256", "bb");
        var older = sealed().put("created_at", "2026-11-20T10:00:00Z");
        var ledger = sealed();
        ledger.withObject("/ledger").put("size", 6);
        assertThat(List.of(store, older, ledger, sealed().put("issuer", "https://i"), sealed().put("schema", 2)))
                .noneMatch(seal::fits);
    }

    @Test
    void nobody_makes_one_without_the_master_key() { // DESIGN Dependencies: master key, never in a backup
        var other = new byte[32];
        other[0] = 1;
        assertThat(new BackupSeal(new MasterKey(other)).fits(sealed())).isFalse();
        assertThat(seal.fits(manifest())).isFalse();
        assertThat(seal.fits(manifest().put(BackupSeal.MEMBER, ""))).isFalse();
        var bare = sealed();
        bare.remove("ledger");
        assertThat(seal.fits(bare)).isFalse();
    }
}
