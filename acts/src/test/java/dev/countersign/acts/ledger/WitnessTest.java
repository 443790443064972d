package dev.countersign.acts.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.acts.upkeep.NoteAnchor;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.NoteSigner;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.Anchors;
import dev.countersign.store.Database;
import dev.countersign.store.LedgerRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WitnessTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_witness_cosigns_what_continues_and_nothing_else(Database database) throws Exception { // C2SP tlog-witness
        try (var log = new Chronicle(database.url(Files.createDirectory(folder.resolve("log")))).withOwner();
                var other = new Chronicle(database.url(Files.createDirectory(folder.resolve("witness"))))) {
            var witness = new Witness(
                    other.acts, other.keys.witness(), List.of(log.keys.log().key()));
            var first = log.sequenced();
            var key = other.keys.witness().key();

            assertThat(witness.add(request(log, 0, first)))
                    .isInstanceOfSatisfying(
                            Witness.Outcome.Cosigned.class,
                            yes -> assertThat(first.with(
                                                    SignedNote.lines(yes.line()).getFirst())
                                            .signedBy(key))
                                    .isPresent());
            assertThat(witness.add(request(log, 1, first))).isInstanceOf(Witness.Outcome.Cosigned.class);
            log.calls(30);
            var second = log.sequenced();
            assertThat(witness.add(request(log, 0, second))).isEqualTo(new Witness.Outcome.Conflict(1));
            assertThat(witness.add("old 1\n\n" + second)).isInstanceOf(Witness.Outcome.NotConsistent.class);
            assertThat(witness.add(request(log, 1, second))).isInstanceOf(Witness.Outcome.Cosigned.class);
            assertThat(witness.add(request(log, 1, first))).isEqualTo(new Witness.Outcome.Conflict(31));
            assertThat(witness.add("old 32\n\n" + second)).isInstanceOf(Witness.Outcome.Malformed.class);
            assertThat(witness.add("old 031\n\n" + second)).isInstanceOf(Witness.Outcome.Malformed.class);
            assertThat(witness.add("nonsense")).isInstanceOf(Witness.Outcome.Malformed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_witness_knows_logs_by_their_keys_and_notices_a_fork(Database database)
            throws Exception { // C2SP tlog-witness
        try (var log = new Chronicle(database.url(Files.createDirectory(folder.resolve("log")))).withOwner();
                var other = new Chronicle(database.url(Files.createDirectory(folder.resolve("witness"))))) {
            var witness = new Witness(
                    other.acts, other.keys.witness(), List.of(log.keys.log().key()));
            var note = log.sequenced();
            var stranger = NoteSigner.generate("stranger.example/x", NoteKey.Kind.NOTE);
            var thief = NoteSigner.generate("log.example/ledger", NoteKey.Kind.NOTE);
            var forged = new Checkpoint("log.example/ledger", 1, dev.countersign.core.Digest.of("forged"));

            assertThat(witness.add(
                            "old 0\n\n" + stranger.sign(new Checkpoint("stranger.example/x", 1, forged.root()).note())))
                    .isInstanceOf(Witness.Outcome.UnknownLog.class);
            assertThat(witness.add("old 0\n\n" + thief.sign(forged.note())))
                    .isInstanceOf(Witness.Outcome.NotSigned.class);
            assertThat(witness.add(request(log, 0, note))).isInstanceOf(Witness.Outcome.Cosigned.class);
            assertThat(witness.add("old 1\n\n" + log.keys.log().sign(forged.note())))
                    .isInstanceOf(Witness.Outcome.Fork.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receipt_holds_what_witnesses_signed(Database database)
            throws Exception { // C2SP tlog-proof, tlog-cosignature
        try (var log = new Chronicle(database.url(Files.createDirectory(folder.resolve("log")))).withOwner()) {
            var one = NoteSigner.generate("one.example/w", NoteKey.Kind.COSIGNATURE);
            var two = NoteSigner.generate("two.example/w", NoteKey.Kind.COSIGNATURE);
            log.calls(5);
            var seen = log.sequenced();
            cosigned(log, "one", one.cosign(seen, log.acts.now()));
            cosigned(log, "two", two.cosign(seen, log.acts.now()));
            cosigned(log, "a folder", seen);
            assertThat(new Log(log.acts).checkpoint().orElseThrow().lines()).hasSize(3);
            log.calls(1);
            log.sequenced();
            var leaves = log.leaves();
            var key = log.keys.log().key();
            var old = receipt(log, leaves.get(3));
            var fresh = receipt(log, leaves.getLast());

            assertThat(Receipt.parse(old.text())
                            .check(key, List.of(one.key(), two.key()))
                            .cosigned())
                    .extracting(Receipt.Cosigned::witness)
                    .containsExactly("one.example/w", "two.example/w");
            assertThat(fresh.check(key).checkpoint().size()).isEqualTo(7);
            assertThatThrownBy(() -> fresh.check(key, List.of(one.key())))
                    .hasMessageContaining("not cosigned by the witness one.example/w");
            var stranger = NoteSigner.generate("two.example/w", NoteKey.Kind.COSIGNATURE)
                    .key();
            assertThatThrownBy(() -> old.check(key, List.of(stranger))).hasMessageContaining("not cosigned");
            assertThatThrownBy(() -> old.check(key, List.of(key))).hasMessageContaining("not a witness's");
        }
    }

    private static void cosigned(Chronicle log, String place, SignedNote note) {
        var size = Checkpoint.parse(note).size();
        log.acts.upkeep(
                new NoteAnchor(new Anchors.Anchor(place, size, log.acts.now(), note.toString(), Optional.empty(), "")));
    }

    private static Receipt receipt(Chronicle log, LedgerRows.Leaf leaf) {
        return new Log(log.acts).receipt(leaf.entry().id()).orElseThrow();
    }

    private static String request(Chronicle log, long old, SignedNote note) {
        return Witness.request(new Log(log.acts).consistency(old, Checkpoint.parse(note)), note);
    }
}
