package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Digest;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
}
