package dev.countersign.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.ledger.Body;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Entry;
import dev.countersign.ledger.EntryBundle;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.TilePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What others hand us of logs: notes, cosignatures, keys, checkpoints, proofs, bundles, paths. The first byte chooses. */
class LedgerFuzzTest {
    @FuzzTest(maxDuration = "2m") // issue 4: bad input; C2SP signed-note, tlog-checkpoint, tlog-tiles
    void ledger(byte[] input) {
        if (input.length == 0) return;
        Soon.done(() -> read(input[0], Arrays.copyOfRange(input, 1, input.length)));
    }

    private static void read(byte kind, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        try {
            switch (kind) {
                case 'n' -> SignedNote.parse(text);
                case 'l' -> SignedNote.lines(text);
                case 'c' -> Checkpoint.parse(SignedNote.parse(text));
                case 'k' -> NoteKey.parse(text);
                case 'r' -> Receipt.parse(text);
                case 'e' -> assertThat(Entry.parse(bytes).bytes()).isEqualTo(bytes);
                case 'b' -> Body.parse(bytes);
                case 'u' ->
                    assertThat(EntryBundle.encode(EntryBundle.decode(bytes))).isEqualTo(bytes);
                case 'p' -> TilePath.parse(text);
                default -> {}
            }
        } catch (IllegalArgumentException refused) {
            assertThat(refused).as("declared, and says why").hasMessageMatching("(?s).+");
        }
    }
}
