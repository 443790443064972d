package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DocumentFetchTest {
    private static final DocumentFetch.Names HERE = _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};

    /** Longer than any answer takes that comes at all, on a busy machine too. */
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofSeconds(1);

    private static HttpAnswer get(TlsHost host, DocumentFetch.Names names) throws Exception {
        return get(host, names, AMPLE);
    }

    private static HttpAnswer get(TlsHost host, DocumentFetch.Names names, Duration limit) throws Exception {
        try (var fetch = new DocumentFetch(TlsHost::trusting, names, true, limit, 5 * 1024)) {
            return fetch.get(DocumentUrl.parse(host.url("/client.json?v=1"), true));
        }
    }

    private static void refused(TlsHost.Behaviour behaviour, String why) throws Exception {
        refused(behaviour, why, AMPLE);
    }

    private static void refused(TlsHost.Behaviour behaviour, String why, Duration limit) throws Exception {
        try (var host = new TlsHost(behaviour)) {
            assertThatThrownBy(() -> get(host, HERE, limit))
                    .isInstanceOf(DocumentFetch.Failed.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void fetches_with_the_name_in_the_host_field_and_nothing_of_ours() throws Exception { // CIMD draft §4
        try (var host = new TlsHost(TlsHost.json("{\"a\":1}", "Cache-Control: max-age=600"))) {
            var answer = get(host, HERE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
            assertThat(answer.header("cache-control")).contains("max-age=600");
            assertThat(host.requests().getFirst())
                    .startsWith("GET /client.json?v=1 HTTP/1.1\r\nHost: app.example:" + host.port() + "\r\n")
                    .doesNotContain("Cookie", "Authorization", "Referer");
        }
    }

    @Test
    void reads_chunked_answers_and_answers_that_end_with_the_connection() throws Exception { // RFC 9112 §6.3, §7.1
        try (var host = new TlsHost(TlsHost.raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n"))) {
            assertThat(get(host, HERE).body()).asString().isEqualTo("{\"a\":1}");
        }
        try (var host = new TlsHost(TlsHost.raw("HTTP/1.0 200 OK\r\n\r\n{}"))) {
            assertThat(get(host, HERE).body()).asString().isEqualTo("{}");
        }
    }

    @Test
    void a_redirect_is_an_answer_and_is_not_followed() throws Exception { // CIMD draft §4: MUST NOT follow
        try (var host =
                new TlsHost(TlsHost.raw("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(get(host, HERE).status()).isEqualTo(302);
            assertThat(host.requests()).hasSize(1);
        }
    }

    @Test
    void more_than_five_kilobytes_are_not_read() throws Exception { // CIMD draft §6.6
        var big = "x".repeat(6000);
        refused(TlsHost.json(big), "larger than 5120 bytes");
        refused(TlsHost.raw("HTTP/1.1 200 OK\r\n\r\n" + big), "larger than 5120 bytes");
        refused(
                TlsHost.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1770\r\n" + big + "\r\n0\r\n\r\n"),
                "larger than 5120 bytes");
        refused(
                (_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                    for (var i = 0; i < 10_000; i++) out.write("X-Y: z\r\n".getBytes(StandardCharsets.US_ASCII));
                },
                "headers are larger");
    }

    @Test
    void a_slow_drip_ends_with_the_time_limit() throws Exception { // DESIGN Clients: 3 s for everything together, U3
        var started = System.nanoTime();
        refused(
                (_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    for (var i = 0; i < 1_000; i++) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(100);
                    }
                },
                "did not answer within",
                SHORT);
        refused((_, _) -> Thread.sleep(100_000), "did not answer within", SHORT);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(50));
    }

    @Test
    void a_name_service_that_hangs_does_not_hang_us() throws Exception { // DESIGN Clients: 3 s
        try (var host = new TlsHost(TlsHost.json("{}"))) {
            DocumentFetch.Names hanging = name -> {
                try {
                    Thread.sleep(5000);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                return HERE.resolve(name);
            };
            assertThatThrownBy(() -> get(host, hanging, SHORT)).hasMessageContaining("did not answer within");
        }
    }

    @Test
    void names_that_hang_keep_no_other_name_waiting() throws Exception { // DESIGN Clients: strangers name the hosts
        var enough = new CountDownLatch(1);
        var hanging = new CountDownLatch(8);
        try (var host = new TlsHost(TlsHost.json("{}"));
                var fetch = new DocumentFetch(
                        TlsHost::trusting,
                        name -> {
                            if (name.startsWith("hangs")) hanging.countDown();
                            // As the system's own look-up does: it neither ends nor notices an interrupt.
                            while (name.startsWith("hangs") && enough.getCount() > 0) LockSupport.parkNanos(1_000_000);
                            return HERE.resolve(name);
                        },
                        true,
                        AMPLE,
                        5 * 1024)) {
            for (var i = 0; i < 8; i++) {
                var url = DocumentUrl.parse("https://hangs" + i + ".example/c", true);
                Thread.startVirtualThread(
                        () -> assertThatThrownBy(() -> fetch.get(url)).isInstanceOf(DocumentFetch.Failed.class));
            }
            hanging.await();
            assertThat(fetch.get(DocumentUrl.parse(host.url("/c"), true)).status())
                    .isEqualTo(200);
        } finally {
            enough.countDown();
        }
    }

    @Test
    void nothing_is_connected_to_once_nobody_waits_any_more()
            throws Exception { // CIMD draft §6: SSRF; DESIGN Clients: 3 s
        try (var host = new TlsHost(TlsHost.json("{}"))) {
            var resolved = new java.util.concurrent.CountDownLatch(1);
            try (var fetch = new DocumentFetch(
                    TlsHost::trusting,
                    name -> {
                        // As the system's own look-up does: it neither ends nor notices an interrupt.
                        var end = System.nanoTime() + Duration.ofMillis(700).toNanos();
                        while (System.nanoTime() < end) Thread.onSpinWait();
                        resolved.countDown();
                        return HERE.resolve(name);
                    },
                    true,
                    Duration.ofMillis(200),
                    5 * 1024)) {
                assertThatThrownBy(() -> fetch.get(DocumentUrl.parse(host.url("/c"), true)))
                        .hasMessageContaining("did not answer within");
                resolved.await();
                Thread.sleep(500);
                assertThat(host.requests()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "169.254.169.254", "::ffff:192.168.1.1", "64:ff9b::7f00:1", "2002:7f00:1::1"})
    void never_connects_to_special_use_addresses(String literal) throws Exception { // CIMD draft §6.5; MCP AS-15
        try (var host = new TlsHost(TlsHost.json("{}"))) {
            assertThatThrownBy(() -> get(host, _ ->
                            new InetAddress[] {InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral(literal)}))
                    .hasMessageContaining("not on the public internet");
            assertThat(host.requests()).isEmpty();
        }
    }

    @Test
    void loopback_is_special_too_unless_it_is_allowed() throws Exception { // CIMD draft §6.5
        try (var host = new TlsHost(TlsHost.json("{}"));
                var fetch = new DocumentFetch(TlsHost.trusting(), HERE, false)) {
            assertThatThrownBy(() -> fetch.get(DocumentUrl.parse("https://app.example/c", false)))
                    .hasMessageContaining("not on the public internet");
            assertThat(host.requests()).isEmpty();
        }
    }

    @Test
    void connects_to_the_address_that_was_checked() throws Exception { // DESIGN Clients: no second look-up
        var lookups = new AtomicInteger();
        try (var host = new TlsHost(TlsHost.json("{}"))) {
            get(host, name -> {
                assertThat(name).isEqualTo("app.example");
                return new InetAddress[] {
                    InetAddress.ofLiteral(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "10.0.0.1")
                };
            });
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void the_certificate_must_be_trusted_and_carry_the_name() throws Exception { // RFC 9110 §4.3.4
        try (var host = new TlsHost(TlsHost.json("{}"));
                var fetch = new DocumentFetch(TlsHost.trusting(), HERE, true);
                var untrusting = new DocumentFetch(
                        (javax.net.ssl.SSLSocketFactory) javax.net.ssl.SSLSocketFactory.getDefault(), HERE, true)) {
            assertThatThrownBy(() -> fetch.get(DocumentUrl.parse("https://other.example:" + host.port() + "/c", true)))
                    .hasMessageContaining("TLS certificate");
            assertThatThrownBy(() -> untrusting.get(DocumentUrl.parse(host.url("/c"), true)))
                    .hasMessageContaining("TLS certificate");
        }
    }

    @Test
    void what_is_not_http_is_refused() throws Exception { // RFC 9112
        refused(TlsHost.raw("SSH-2.0-OpenSSH\r\n\r\n"), "does not answer in HTTP");
        refused(TlsHost.raw("HTTP/1.1 200 OK\r\nbroken\r\n\r\n"), "malformed header");
        refused(TlsHost.raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "not a number");
        refused(TlsHost.raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}"), "ends in the middle");
        refused(TlsHost.raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), "compressed");
        refused(TlsHost.raw(""), "ends in the middle");
    }
}
