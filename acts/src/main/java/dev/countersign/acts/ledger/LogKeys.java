package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.NoteSigner;
import dev.countersign.store.LedgerRows;
import java.util.Base64;
import java.util.Optional;

/**
 * The log's own Ed25519 keys: one signs its checkpoints, one cosigns those of other logs. They are made at first use and rest
 * sealed under the master key. The origin is fixed from then on: a log under another name would be another log.
 */
public record LogKeys(NoteSigner log, NoteSigner witness) {
    /**
     * Loads the keys, and begins the log when there is none.
     *
     * @param origin the configured name; empty takes the one the log has
     * @param fallback the name a new log gets when none is configured
     * @throws IllegalStateException when the log has another name, or the keys were sealed under another master key
     */
    public static LogKeys load(Acts acts, MasterKey master, Optional<String> origin, String fallback) {
        var seal = master.seal(MasterKey.Purpose.LEDGER_KEYS);
        if (acts.read(tx -> tx.ledger().head()).isEmpty()
                || acts.read(tx -> tx.ledger().key("log")).isEmpty()) {
            begin(acts, seal, origin.orElse(fallback));
        }
        var log = open(acts, seal, "log");
        if (origin.isPresent() && !origin.get().equals(log.key().name())) {
            throw new IllegalStateException("the ledger is named " + log.key().name() + " and cannot become "
                    + origin.get() + ": set ledger.origin to the first, or remove it");
        }
        return new LogKeys(log, open(acts, seal, "witness"));
    }

    private static void begin(Acts acts, Seal seal, String name) {
        var log = row("log", NoteSigner.generate(name, NoteKey.Kind.NOTE), seal);
        var witness = row("witness", NoteSigner.generate(name + "/witness", NoteKey.Kind.COSIGNATURE), seal);
        acts.upkeep(tx -> {
            tx.ledger().begin();
            tx.ledger().put(log);
            tx.ledger().put(witness);
            return true;
        });
    }

    private static LedgerRows.Key row(String name, NoteSigner signer, Seal seal) {
        var secret = Base64.getEncoder().encodeToString(signer.pkcs8());
        var verifier = signer.key().toString();
        return new LedgerRows.Key(name, verifier, seal.close(secret, verifier));
    }

    private static NoteSigner open(Acts acts, Seal seal, String name) {
        var row = acts.read(tx -> tx.ledger().key(name))
                .orElseThrow(() -> new IllegalStateException("the ledger's key is gone; restore the database"));
        var secret = seal.open(row.sealed(), row.verifier())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the ledger's key was sealed under another master key; start with the master key this data was made with"));
        return NoteSigner.of(NoteKey.parse(row.verifier()), Base64.getDecoder().decode(secret));
    }
}
