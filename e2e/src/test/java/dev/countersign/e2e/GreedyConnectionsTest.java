package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * A few connections that never pause: not a flood, but they could be all that is served. On one processor, so that it takes
 * two of them whatever this computer has.
 */
class GreedyConnectionsTest {
    private static final Map<String, String> ONE_PROCESSOR =
            Map.of("JDK_JAVA_OPTIONS", "-Djdk.virtualThreadScheduler.parallelism=1");
    private static final int BUSY = 1_000_000;

    private final AtomicLong served = new AtomicLong();
    private final CountDownLatch busy = new CountDownLatch(1);

    @Test
    void connections_that_never_pause_keep_nobody_out() throws IOException, InterruptedException { // SECURITY.md
        try (RunningServer server = RunningServer.started(null, ONE_PROCESSOR);
                ExecutorService threads = Executors.newCachedThreadPool();
                Sockets sockets = new Sockets()) {
            for (int i = 0; i < 2; i++) {
                Socket socket = sockets.open(URI.create(server.issuer()).getPort());
                threads.submit(() -> send(socket));
                threads.submit(() -> read(socket));
            }
            assertThat(busy.await(60, TimeUnit.SECONDS))
                    .as("they are being served")
                    .isTrue();
            long before = served.get();

            try (HttpClient other = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(server.issuer() + "/.well-known/oauth-authorization-server"))
                        .timeout(Duration.ofSeconds(30))
                        .build();
                for (int i = 0; i < 10; i++) {
                    assertThat(other.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(200);
                }
            }

            assertThat(served.get()).as("they went on meanwhile").isGreaterThan(before);
        }
    }

    private static Void send(Socket socket) throws IOException {
        byte[] requests = "GET /healthz HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                .formatted(socket.getPort())
                .repeat(200)
                .getBytes(StandardCharsets.US_ASCII);
        while (true) {
            socket.getOutputStream().write(requests); // until it is closed
        }
    }

    private Void read(Socket socket) throws IOException {
        byte[] room = new byte[256 * 1024];
        int read = 0;
        while (read >= 0) {
            if (served.addAndGet(read) > BUSY) {
                busy.countDown();
            }
            read = socket.getInputStream().read(room);
        }
        return null;
    }

    /** Closed before the threads that use them are waited for. */
    private static final class Sockets implements AutoCloseable {
        private final List<Socket> all = new ArrayList<>();

        Socket open(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            all.add(socket);
            return socket;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : all) {
                socket.close();
            }
        }
    }
}
