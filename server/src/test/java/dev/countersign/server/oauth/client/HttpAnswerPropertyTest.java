package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HttpAnswerPropertyTest {

    @Property(tries = 2000)
    void whatever_a_stranger_sends_is_read_within_the_limit_or_refused(@ForAll("answers") byte[] sent) { // RFC 9112
        try {
            assertThat(HttpAnswer.read(new ByteArrayInputStream(sent), 100).body())
                    .hasSizeLessThanOrEqualTo(100);
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    /** Pieces of HTTP in any order, with any bytes between them. */
    @Provide
    Arbitrary<byte[]> answers() {
        var pieces = Arbitraries.of(
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "Content-Length: 50\r\n",
                "Content-Length: 99999999999\r\n",
                "Content-Length: -1\r\n",
                "Transfer-Encoding: chunked\r\n",
                "\r\n",
                "5\r\nabcde\r\n",
                "FFFFFFF\r\n",
                "0\r\n\r\n",
                "x".repeat(120));
        return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(20))
                .list()
                .ofMaxSize(12)
                .map(list -> String.join("", list).getBytes(StandardCharsets.ISO_8859_1));
    }
}
