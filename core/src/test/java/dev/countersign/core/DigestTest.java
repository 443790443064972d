package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void is_the_sha_256_of_the_published_example() { // FIPS 180-4, example "abc"
        assertThat(Digest.of("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void has_one_spelling_in_base64url() { // RFC 4648 §5
        Digest digest = Digest.of("abc");
        String text = digest.base64url();
        assertThat(text).hasSize(43);
        assertThat(Digest.fromBase64url(text)).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.fromBase64url(text + "="));
        String strayBits = text.substring(0, 42) + (char) (text.charAt(42) + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.fromBase64url(strayBits));
    }

    @Test
    void cannot_be_changed_through_its_bytes() {
        Digest digest = Digest.of("abc");
        digest.bytes()[0] ^= 1;
        assertThat(digest).isEqualTo(Digest.of("abc")).isNotEqualTo(Digest.of("abd"));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.fromBytes(new byte[31]));
    }
}
