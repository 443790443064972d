package dev.countersign.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.OneName;
import dev.countersign.server.pages.Pages;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What every endpoint can rely on, over real HTTP. */
class ExchangeTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String issuer;
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        try (var probe = new ServerSocket(0)) {
            issuer = "http://localhost:" + probe.getLocalPort();
        }
        var config = Config.parse("test", "issuer: " + issuer + "\n", Map.of());
        var routes = new Routes()
                .post(
                        "/echo",
                        exchange -> Reply.text(
                                200, "text/plain", exchange.form().all("tool").size() + ""))
                .get("/setup/{ticket}", _ -> {
                    throw new IllegalStateException("a defect");
                });
        var web = new Web(routes, new Errors(new Pages(config.issuer())), Networks.none());
        var gateway = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (!request.getHttpURI().getCanonicalPath().equals("/mcp")) return false;
                response.setStatus(401);
                callback.succeeded();
                return true;
            }
        };
        listener = new Listener(
                config, new OneName(config, Networks.none(), new Handler.Sequence(gateway, web)), new Metrics());
        listener.start();
    }

    @AfterEach
    void stop() {
        http.close(); // the listener waits a second for connections that are kept alive
        listener.close();
    }

    private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(issuer + "/echo"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_form_may_tick_every_tool_a_grant_can_name() throws Exception { // DESIGN Authority: 256 tools
        var tools = IntStream.range(0, 256)
                .mapToObj(i -> "tool=notes%2F" + "n".repeat(120) + i)
                .collect(Collectors.joining("&"));
        assertThat(post(BodyPublishers.ofString(tools)).body()).isEqualTo("256");
    }

    @RepeatedTest(10) // the answer arrives however the sending and the refusing meet
    void a_body_larger_than_any_form_is_refused_before_it_is_kept() throws Exception { // RFC 9110 §15.5.14
        assertThat(post(BodyPublishers.ofString("tool=" + "x".repeat(1_000_000)))
                        .statusCode())
                .isEqualTo(413);
        var large = "tool=" + "x".repeat(1_000_000);
        var chunked = BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large.getBytes()));
        assertThat(post(chunked).statusCode()).isEqualTo(413);
    }

    @Test
    void no_answer_goes_without_a_request_id_whichever_room_gives_it() throws Exception { // DESIGN Errors
        for (var path : java.util.List.of("/echo", "/nowhere", "/mcp", "/oauth/nowhere")) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(issuer + path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.headers().allValues("Request-Id")).as(path).hasSize(1);
        }
    }

    @Test
    void a_failure_is_logged_without_the_ticket_in_its_path()
            throws Exception { // SECURITY Keys and secrets: never in logs
        var log = (Logger) LoggerFactory.getLogger(Errors.class);
        var kept = new ListAppender<ILoggingEvent>();
        kept.start();
        log.addAppender(kept);
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(issuer + "/setup/cs_setup_secret"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(kept.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("/setup/{ticket}")
                    .doesNotContain("cs_setup_secret");
        } finally {
            log.detachAppender(kept);
        }
    }
}
