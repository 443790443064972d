package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Digest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {
    /** The example of Go's sumdb/note. */
    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private static final String NOTE = TEXT
            + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static final NoteSigner LOG = NoteSigner.generate("log.example/x", NoteKey.Kind.NOTE);
    private static final NoteSigner WITNESS = NoteSigner.generate("witness.example/w", NoteKey.Kind.COSIGNATURE);

    @Test
    void the_published_note_verifies_and_is_made_byte_for_byte() { // C2SP signed-note
        var key = NoteKey.parse(KEY);
        var seed = Base64.getDecoder().decode(SECRET);
        var pkcs8 = HexFormat.of().formatHex(seed, 1, 33);
        var signer = NoteSigner.of(key, HexFormat.of().parseHex("302e020100300506032b657004220420" + pkcs8));

        assertThat(SignedNote.parse(NOTE).signedBy(key)).isPresent();
        assertThat(signer.sign(SignedNote.unsigned(TEXT))).hasToString(NOTE);
        assertThat(key).hasToString(KEY);
    }

    @Test
    void a_changed_note_is_not_signed() { // C2SP signed-note
        var key = NoteKey.parse(KEY);
        for (var i = 0; i < NOTE.length(); i++) {
            var changed = NOTE.substring(0, i) + (NOTE.charAt(i) == 'A' ? 'B' : 'A') + NOTE.substring(i + 1);
            assertThat(believed(changed, key)).as(changed).isFalse();
        }
    }

    @Test
    void one_wrong_line_of_a_known_key_spoils_the_note() { // C2SP signed-note: signatures
        var good = LOG.sign(SignedNote.unsigned("hello\n"));
        var forged = good.with(new SignedNote.Line(LOG.key().name(), LOG.key().id(), new byte[64]));
        var foreign = good.with(new SignedNote.Line(LOG.key().name(), 7, new byte[64]));

        assertThat(forged.signedBy(LOG.key())).isEmpty();
        assertThat(foreign.signedBy(LOG.key())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\nno dash\n",
                "text\n\n\u2014 name AAAA\n",
                "te\u0001xt\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA"
            })
    void what_is_no_note_is_refused(String text) { // C2SP signed-note: format
        assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_has_one_spelling() { // C2SP signed-note: verifier keys
        for (var i = 0; i < KEY.length(); i++) {
            var changed = KEY.substring(0, i) + (KEY.charAt(i) == 'A' ? 'B' : 'A') + KEY.substring(i + 1);
            assertThatThrownBy(() -> NoteKey.parse(changed)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NoteSigner.of(LOG.key(), WITNESS.pkcs8()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_witness_states_when_it_saw_a_checkpoint() { // C2SP tlog-cosignature
        var checkpoint = new Checkpoint("log.example/x", 20_852_163, Digest.of("root"));
        var seen = WITNESS.cosign(LOG.sign(checkpoint.note()), Instant.ofEpochSecond(1_679_315_147));
        var back = SignedNote.parse(seen.toString());

        assertThat(back.signedBy(LOG.key())).isPresent();
        assertThat(back.signedBy(WITNESS.key())).isPresent();
        assertThat(Checkpoint.parse(back)).isEqualTo(checkpoint);
        assertThat(new String(
                        SignedNote.cosigned(checkpoint.text(), 1_679_315_147), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("cosignature/v1\ntime 1679315147\n" + checkpoint.text());
        var line = back.signedBy(WITNESS.key()).orElseThrow();
        line.signature()[7]++;
        assertThat(new SignedNote(back.text(), java.util.List.of(line)).signedBy(WITNESS.key()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log\n1\n",
                "log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n1\nCsUYapGGPo4dkMgI\n",
                "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n"
            })
    void what_is_no_checkpoint_is_refused(String text) { // C2SP tlog-checkpoint
        assertThatThrownBy(() -> Checkpoint.parse(SignedNote.unsigned(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean believed(String note, NoteKey key) {
        try {
            return SignedNote.parse(note).signedBy(key).isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
