package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Acts;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.core.OwnerId;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.OneName;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.Store;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who sign in all the time must not keep the owner out. */
class CrowdedLoginTest {
    private static final String PASSPHRASE = "quartz tangerine wobble 91";
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private static final class Browser {
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        private final String issuer;

        Browser(String issuer) {
            this.issuer = issuer;
        }

        String token() throws Exception {
            var page = http.send(
                    HttpRequest.newBuilder(URI.create(issuer + "/login")).build(), BodyHandlers.ofString());
            var token = TOKEN.matcher(page.body());
            assertThat(token.find()).isTrue();
            return token.group(1);
        }

        CompletableFuture<HttpResponse<String>> signIn(String token, String name) {
            var form = "csrf=" + token + "&name=" + name + "&passphrase="
                    + URLEncoder.encode(PASSPHRASE, StandardCharsets.UTF_8);
            return http.sendAsync(
                    HttpRequest.newBuilder(URI.create(issuer + "/login"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Origin", issuer)
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void a_crowd_of_strangers_does_not_keep_a_known_browser_out(@TempDir Path folder) throws Exception {
        // DESIGN Throttles: anonymous endpoints queue fairly
        String issuer;
        try (var probe = new ServerSocket(0)) {
            issuer = "http://localhost:" + probe.getLocalPort();
        }
        var config = Config.parse("test", "issuer: " + issuer + "\n", Map.of());
        var clock = InstantSource.system();
        try (var store = Store.open("jdbc:sqlite:" + folder.resolve("test.db"), clock);
                var passphrases = new Passphrases()) {
            var acts = new Acts(store, clock);
            acts.perform(
                    new CreateOwner(
                            new OwnerId("ow_ada"),
                            "ada",
                            "host",
                            Optional.empty(),
                            Optional.of(passphrases.hash(PASSPHRASE)),
                            Optional.empty(),
                            Instant.now()),
                    Origin.HOST);
            var pages = new Pages(config.issuer());
            var routes = new Routes();
            new People(config.issuer(), acts, new MasterKey(new byte[32]), pages, passphrases)
                    .routes(routes, _ -> Optional.empty());
            var web = new Web(routes, new Errors(pages), Networks.none());
            try (var listener = new Listener(config, new OneName(config, Networks.none(), web), new Metrics())) {
                listener.start();
                crowd(issuer);
            }
        }
    }

    private static void crowd(String issuer) throws Exception {
        var owner = new Browser(issuer);
        assertThat(owner.signIn(owner.token(), "ada").join().statusCode()).isEqualTo(303);
        var stranger = new Browser(issuer);
        var strangersToken = stranger.token();
        var ownersToken = owner.token();
        List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
        for (var i = 0; i < 60; i++) crowd.add(stranger.signIn(strangersToken, "nobody" + i));
        // When the first is turned away, all places that strangers can take are taken.
        CompletableFuture.anyOf(crowd.toArray(CompletableFuture[]::new)).join();

        assertThat(owner.signIn(ownersToken, "ada").join().statusCode()).isEqualTo(303);
        assertThat(crowd).allSatisfy(one -> assertThat(one.join().statusCode()).isIn(422, 503));
        assertThat(crowd).anySatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(503));
    }
}
