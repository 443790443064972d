package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Digest;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.Checkpoints;
import dev.sigstore.rekor.client.RekorEntry;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Our proofs before a verifier that is not ours: sigstore-java's. */
class InteroperabilityTest {
    @Property(tries = 200)
    void sigstore_accepts_our_inclusion_proofs_and_refuses_wrong_ones( // RFC 6962 2.1.1, issue 6: interoperability
            @ForAll @IntRange(min = 2, max = 600) int size, @ForAll @IntRange(max = 599) int pick) {
        var grown = Grown.of(size, 200);
        var index = pick % size;
        var proof = grown.tree().inclusion(index);
        var path = proof.path().stream().map(Digest::bytes).toList();
        var root = grown.tree().root().bytes();
        var leaf = grown.leaves.get(index).bytes();

        assertThatCode(() -> InclusionProofVerifier.verify(leaf, index, size, path, root))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> InclusionProofVerifier.verify(Digest.of("other").bytes(), index, size, path, root))
                .isInstanceOf(InclusionProofVerificationException.class);
    }

    @Test
    void sigstore_reads_our_checkpoints_cosigned_or_not() throws Exception { // C2SP tlog-checkpoint, signed-note
        var log = NoteSigner.generate("log.example/x", NoteKey.Kind.NOTE);
        var witness = NoteSigner.generate("witness.example/w", NoteKey.Kind.COSIGNATURE);
        var root = Grown.of(300, 300).tree().root();
        var note = witness.cosign(
                log.sign(new Checkpoint("log.example/x", 300, root).note()), Instant.ofEpochSecond(1_700_000_000));

        var read = Checkpoints.from(note.toString());
        assertThat(read.getOrigin()).isEqualTo("log.example/x");
        assertThat(read.getSize()).isEqualTo(300);
        assertThat(Base64.getDecoder().decode(read.getBase64Hash())).isEqualTo(root.bytes());
        assertThat(read.getSignatures())
                .extracting(RekorEntry.CheckpointSignature::getIdentity)
                .containsExactly("log.example/x", "witness.example/w");
        assertThat(read.getSignedData()).isEqualTo(note.text());
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of()
                        .parseHex("302a300506032b6570032100"
                                + HexFormat.of()
                                        .formatHex(
                                                Base64.getDecoder()
                                                        .decode(log.key()
                                                                .toString()
                                                                .split("[+]", 3)[2]),
                                                1,
                                                33)))));
        signature.update(read.getSignedData().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(read.getSignatures().getFirst().getSignature()))
                .isTrue();
    }
}
