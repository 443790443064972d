package dev.countersign.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
    @ParameterizedTest // RFC 5952 §4
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:0:0:0:0, 2001:db8::",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void an_address_stands_as_people_write_it(String address, String text) {
        assertThat(Networks.text(InetAddress.ofLiteral(address))).isEqualTo(text);
    }

    @Property // RFC 5952 §4: short, and still that address
    void it_can_be_read_again(@ForAll @Size(16) byte[] bytes, @ForAll @Size(16) boolean[] zero) throws Exception {
        for (var i = 0; i < 16; i++) if (zero[i]) bytes[i] = 0;
        var address = InetAddress.getByAddress(bytes);
        assertThat(InetAddress.ofLiteral(Networks.text(address))).isEqualTo(address);
    }
}
