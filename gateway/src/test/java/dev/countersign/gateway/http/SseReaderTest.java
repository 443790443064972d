package dev.countersign.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.gateway.upstream.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

// HTML Living Standard §9.2.6
class SseReaderTest {
    private static List<Event> read(String stream) throws IOException {
        SseReader reader = new SseReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<Event> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    @Test
    void all_line_ends_and_fields_are_read() throws IOException {
        List<Event> events = read("\uFEFF: hello\r\n\r\nid: 1\rretry:300\rdata:{\"a\":\rdata: 1}\r\r"
                + "event: message\ndata: {}\n\nevent: other\ndata: {}\n\ndata: {\"cut\":1}");
        assertThat(events).hasSize(3);
        assertThat(events.get(0).id()).isEqualTo("1");
        assertThat(events.get(0).retry()).isEqualTo(300);
        assertThat(String.valueOf(events.get(0).data())).isEqualTo("{\"a\":1}");
        assertThat(String.valueOf(events.get(1).data())).isEqualTo("{}");
        assertThat(events.get(2).data()).isNull();
    }

    @Test
    void an_id_that_no_header_may_carry_is_dropped() throws IOException {
        assertThat(read("id: a\u0007b\ndata: {}\n\n").getFirst().id()).isNull();
    }

    @Test // DESIGN Gateway: fails closed
    void data_that_is_not_strict_json_breaks_the_stream() {
        assertThatThrownBy(() -> read("data: {\"a\":1,\"a\":2}\n\n")).isInstanceOf(IOException.class);
    }
}
