package dev.countersign.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// DESIGN Gateway: a body is parsed once, strictly; what was parsed is what is forwarded
class EnvelopeTest {
    private static Envelope parse(String body) throws Refusal {
        return Envelope.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{}",
                "[1]",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"1.0\",\"method\":\"ping\",\"id\":1}",
                "{\"method\":\"ping\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":1,\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":null}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1.5}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1,\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1,\"Method\":\"x\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"method\":\"tools/call\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1} {}",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":1},{\"jsonrpc\":\"2.0\",\"method\":\"b\",\"id\":1}]"
            })
    void what_is_not_a_message_is_refused(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.body().path("error").path("code").asInt()).isIn(-32700, -32600);
        });
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        byte[] overlong = "{\"jsonrpc\":\"2.0\",\"method\":\"p?ng\",\"id\":1}".getBytes(StandardCharsets.UTF_8);
        overlong[27] = (byte) 0xc0;
        assertThatThrownBy(() -> Envelope.parse(overlong)).isInstanceOf(Refusal.class);
    }

    @Property(tries = 200)
    void what_is_forwarded_reads_like_what_came(@ForAll("messages") String body) throws Refusal {
        Message message = parse(body).messages().getFirst();
        assertThat(StrictJson.parse(StrictJson.write(message.json()))).isEqualTo(StrictJson.parse(body));
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> texts =
                Arbitraries.strings().ofMaxLength(20).excludeChars('"', '\\').filter(EnvelopeTest::plain);
        return texts.flatMap(text -> Arbitraries.doubles()
                .map(number -> "{\"jsonrpc\":\"2.0\",\"id\":\"" + text
                        + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + text + "\",\"arguments\":{\"n\":"
                        + new java.math.BigDecimal(number).toPlainString() + "}}}"));
    }

    private static boolean plain(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && !Character.isSurrogate((char) c) && c != 0xfeff);
    }
}
