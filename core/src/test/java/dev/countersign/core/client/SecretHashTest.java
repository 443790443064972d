package dev.countersign.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretHashTest {

    @Test
    void only_the_secret_itself_matches() { // RFC 7591 §3.2.1
        SecretHash hash = SecretHash.of("cs_cs_correct");
        assertThat(hash.matches("cs_cs_correct")).isTrue();
        assertThat(hash.matches("cs_cs_Correct")).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void neither_secret_nor_hash_is_printed() { // DESIGN Tokens: hashed at rest
        SecretHash hash = SecretHash.of("cs_cs_correct");
        assertThat(hash.toString()).doesNotContain("correct").doesNotContain(hash.hex());
    }
}
