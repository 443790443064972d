package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.web.Networks;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerOnboardingTest {
    private static boolean open(boolean here, String address, String... from) {
        return new OwnerOnboarding(here, Networks.of(List.of(from))).open(InetAddress.ofLiteral(address));
    }

    @Test
    void only_this_computer_and_named_networks_may_ask() { // DESIGN Device grant, Proxies
        assertThat(open(true, "127.0.0.1")).isTrue();
        assertThat(open(true, "::1")).isTrue();
        assertThat(open(true, "203.0.113.9")).isFalse();
        assertThat(open(true, "10.1.2.3", "10.0.0.0/8")).isTrue();
        // A public issuer behind a proxy on its own host sees every request come from there.
        assertThat(open(false, "127.0.0.1")).isFalse();
        assertThat(open(false, "127.0.0.1", "127.0.0.1")).isTrue();
    }
}
