package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.redirect.Redirects;
import dev.countersign.server.web.FairQueue;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DescribedClientsTest {
    private static final RedirectRule RULES =
            new Redirects(URI.create("http://localhost:8420"), List.of("/consent"))::problem;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final AtomicReference<TlsHost.Behaviour> behaviour = new AtomicReference<>();
    private final TlsHost host;
    private final DocumentFetch fetch;
    private final DescribedClients clients;

    DescribedClientsTest() throws Exception {
        host = new TlsHost((request, out) -> behaviour.get().answer(request, out));
        fetch = new DocumentFetch(
                TlsHost::trusting,
                name -> new InetAddress[] {InetAddress.ofLiteral(name.startsWith("intranet") ? "10.0.0.7" : "127.0.0.1")
                },
                true,
                Duration.ofSeconds(5),
                5 * 1024);
        clients = new DescribedClients(
                PinnedDocuments.shipped(RULES), RULES, fetch, new FairQueue(4, 16, Duration.ofSeconds(2)), now::get);
    }

    @AfterEach
    void end() throws Exception {
        fetch.close();
        host.close();
    }

    private void publish(String path, String name, String... headers) {
        behaviour.set(TlsHost.json(
                "{\"client_id\":\"" + host.url(path) + "\",\"client_name\":\"" + name
                        + "\",\"redirect_uris\":[\"https://app.example/cb\"]}",
                headers));
    }

    private void later(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    @Test
    void a_good_document_is_kept_as_long_as_its_headers_say() { // MCP 2026-07-28 AS-13
        publish("/c", "First", "Cache-Control: max-age=3600");
        assertThat(clients.find(host.url("/c"), "n").name()).isEqualTo("First");
        publish("/c", "Second", "Cache-Control: max-age=3600");
        later(Duration.ofMinutes(59));
        assertThat(clients.find(host.url("/c"), "n").name()).isEqualTo("First");
        later(Duration.ofMinutes(2));
        assertThat(clients.find(host.url("/c"), "n").name()).isEqualTo("Second");
    }

    @Test
    void errors_are_not_kept_but_the_address_is_left_alone_for_half_a_minute() { // CIMD draft §4.3; DESIGN Clients
        behaviour.set(TlsHost.raw("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
        assertThatThrownBy(() -> clients.find(host.url("/c"), "n")).hasMessageContaining("answers 404");
        publish("/c", "App");
        assertThatThrownBy(() -> clients.find(host.url("/c"), "n")).hasMessageContaining("answers 404");
        assertThat(host.requests()).hasSize(1);
        later(Duration.ofSeconds(31));
        assertThat(clients.find(host.url("/c"), "n").name()).isEqualTo("App");
    }

    @Test
    void a_bad_address_does_not_silence_the_good_one_beside_it() { // DESIGN Clients
        behaviour.set(TlsHost.raw("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
        assertThatThrownBy(() -> clients.find(host.url("/nonsense"), "n")).hasMessageContaining("answers 404");
        publish("/c", "App");
        assertThat(clients.find(host.url("/c"), "n").name()).isEqualTo("App");
    }

    @Test
    void a_host_that_hangs_is_left_alone_at_all_its_addresses() { // DESIGN Clients: failed host 30 s
        behaviour.set((_, _) -> Thread.sleep(20_000));
        assertThatThrownBy(() -> clients.find(host.url("/c"), "n"))
                .isInstanceOfSatisfying(
                        UnresolvedClient.class, e -> assertThat(e.passing()).isTrue());
        publish("/d", "App");
        assertThatThrownBy(() -> clients.find(host.url("/d"), "n")).hasMessageContaining("did not answer");
        assertThat(host.requests()).hasSize(1);
        later(Duration.ofSeconds(31));
        assertThat(clients.find(host.url("/d"), "n").name()).isEqualTo("App");
    }

    @Test
    void a_redirect_is_not_followed_and_says_so() { // CIMD draft §4
        behaviour.set(TlsHost.raw("HTTP/1.1 301 Moved\r\nLocation: /d\r\nContent-Length: 0\r\n\r\n"));
        assertThatThrownBy(() -> clients.find(host.url("/c"), "n")).hasMessageContaining("redirects are not followed");
    }

    @Test
    void a_document_of_somebody_else_is_refused() { // MCP 2026-07-28 AS-10
        publish("/other", "App");
        assertThatThrownBy(() -> clients.find(host.url("/c"), "n"))
                .isInstanceOfSatisfying(
                        UnresolvedClient.class, e -> assertThat(e.passing()).isFalse())
                .hasMessageContaining("not exactly its own address");
    }

    @Test
    void a_name_in_the_private_network_is_refused_without_a_connection() { // CIMD draft §6.5
        assertThatThrownBy(() -> clients.find("https://intranet.example:" + host.port() + "/c", "n"))
                .hasMessageContaining("not on the public internet");
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void pinned_documents_need_no_network() { // DESIGN Clients
        assertThat(clients.find("https://claude.ai/oauth/claude-code-client-metadata", "n")
                        .name())
                .isEqualTo("Claude Code");
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void whoever_asks_for_many_addresses_at_once_is_still_one_network()
            throws Exception { // DESIGN Throttles: fair by network
        publish("/c", "App");
        var begun = new CountDownLatch(1);
        DocumentFetch.Names names = name -> {
            if (name.startsWith("crowd")) {
                begun.countDown();
                LockSupport.parkNanos(Duration.ofMillis(1400).toNanos());
            }
            return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
        };
        try (var slow = new DocumentFetch(TlsHost::trusting, names, true, Duration.ofSeconds(3), 5 * 1024);
                var many = Executors.newVirtualThreadPerTaskExecutor()) {
            var queue = new FairQueue(1, 64, Duration.ofSeconds(5));
            var crowded = new DescribedClients(PinnedDocuments.none(), RULES, slow, queue, now::get);
            for (var i = 0; i < 14; i++) {
                var address = "https://crowd" + i + ".example:1/c";
                many.submit(() -> crowded.find(address, "crowd"));
            }
            begun.await();
            Thread.sleep(300); // the others of the crowd wait by now, which nothing tells
            assertThat(crowded.find(host.url("/c"), "elsewhere").name()).isEqualTo("App");
            many.shutdownNow();
        }
    }

    @Test
    void many_who_ask_at_once_share_one_fetch() throws Exception { // DESIGN Clients: at most 4 fetches at once
        publish("/c", "App");
        var slow = behaviour.get();
        behaviour.set((request, out) -> {
            Thread.sleep(300);
            slow.answer(request, out);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit(
                            () -> clients.find(host.url("/c"), "n" + i).name()))
                    .toList();
            for (var one : asked) assertThat(one.get()).isEqualTo("App");
        }
        assertThat(host.requests()).hasSize(1);
    }
}
