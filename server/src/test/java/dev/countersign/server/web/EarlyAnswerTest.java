package dev.countersign.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.config.Config;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.pages.Pages;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that leave before the request has arrived reach the client, over cleartext HTTP/2 as over HTTP/1.1. */
class EarlyAnswerTest {
    private URI address;
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        try (var probe = new ServerSocket(0)) {
            address = URI.create("http://localhost:" + probe.getLocalPort() + "/refused");
        }
        var config = Config.parse("test", "issuer: http://localhost:" + address.getPort() + "\n", Map.of());
        Endpoint refuse = _ -> {
            throw new Refusal.OAuth(401, "invalid_client", "Nobody reads your body.");
        };
        var routes = new Routes().get("/refused", refuse).post("/refused", refuse);
        listener = new Listener(
                config, new Web(routes, new Errors(new Pages(config.issuer())), Networks.none()), new Metrics());
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    private HttpResponse<String> post(HttpClient http, BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(20))
                .POST(body)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A body that comes in two parts, the second when the answer has long left. */
    private static BodyPublisher late(int bytes) {
        return BodyPublishers.ofInputStream(() -> new FilterInputStream(new ByteArrayInputStream(new byte[bytes])) {
            private int read;

            @Override
            public int read(byte[] into, int at, int most) throws IOException {
                if (read > bytes / 2) {
                    pause();
                }
                int got = super.read(into, at, Math.min(most, 1024));
                read += got;
                return got;
            }

            private void pause() {
                try {
                    Thread.sleep(5); // the slowness is what is tested
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_refusal_reaches_a_client_that_still_sends(HttpClient.Version version)
            throws Exception { // RFC 9113 §8.1: an answer may precede the end of the request
        try (var http = HttpClient.newBuilder().version(version).build()) {
            http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
            for (int i = 0; i < 60; i++) {
                var answer = post(http, i % 4 == 0 ? late(20_000) : BodyPublishers.ofByteArray(new byte[10_000 * i]));
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).contains("Nobody reads your body");
            }
        }
    }

    @Test
    void a_body_without_an_end_holds_nobody() throws Exception { // RFC 9110 §15.5.2 with a bound
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /refused HTTP/1.1\r\nHost: localhost:" + address.getPort()
                                    + "\r\nContent-Length: 1000\r\n\r\nonly this")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            long begun = System.nanoTime();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(in.readAllBytes()).as("until it is cut off").isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
        }
    }

    @Test
    void who_asks_first_whether_to_send_is_answered_at_once() throws Exception { // RFC 9110 §10.1.1
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(address)
                    .expectContinue(true)
                    .timeout(Duration.ofSeconds(4))
                    .POST(BodyPublishers.ofByteArray(new byte[100_000]))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_stop_does_not_wait_for_idle_connections(HttpClient.Version version) throws Exception { // DESIGN 5: SIGTERM
        try (var http = HttpClient.newBuilder().version(version).build()) {
            for (int i = 0; i < 5; i++) {
                post(http, BodyPublishers.ofByteArray(new byte[100]));
            }
            long begun = System.nanoTime();
            listener.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
