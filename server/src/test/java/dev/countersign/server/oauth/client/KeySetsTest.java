package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.server.web.FairQueue;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys at addresses: fetched like metadata documents, kept, and looked at again when they do not fit. */
class KeySetsTest {
    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final AtomicReference<TlsHost.Behaviour> behaviour = new AtomicReference<>();
    private TlsHost host;
    private DocumentFetch fetch;
    private KeySets sets;

    @BeforeEach
    void start() throws Exception {
        host = new TlsHost((request, out) -> behaviour.get().answer(request, out));
        fetch = new DocumentFetch(
                TlsHost.trusting(), _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, true);
        sets = new KeySets(fetch, new FairQueue(4, 8, Duration.ofSeconds(1)), now::get);
    }

    @AfterEach
    void stop() throws Exception {
        fetch.close();
        host.close();
    }

    private static String keys(String... ids) throws Exception {
        var all = new java.util.ArrayList<com.nimbusds.jose.jwk.JWK>();
        for (var id : ids) all.add(new ECKeyGenerator(Curve.P_256).keyID(id).generate());
        return new JWKSet(all).toPublicJWKSet().toString();
    }

    private boolean has(String address, String key) throws KeySets.Unavailable {
        return sets.any(address, "network", found -> found.getKeyByKeyId(key) != null);
    }

    private void unavailable(String address, String why) {
        assertThatThrownBy(() -> has(address, "a"))
                .isInstanceOf(KeySets.Unavailable.class)
                .hasMessageContaining(why);
    }

    @Test // RFC 9111 §4.2.1
    void keys_are_kept_as_long_as_their_headers_say() throws Exception {
        behaviour.set(TlsHost.json(keys("a"), "Cache-Control: max-age=3600"));
        assertThat(has(host.url("/jwks"), "a")).isTrue();
        now.updateAndGet(at -> at.plusSeconds(3599));
        assertThat(has(host.url("/jwks"), "a")).isTrue();
        assertThat(host.requests()).hasSize(1);
        now.updateAndGet(at -> at.plusSeconds(2));
        assertThat(has(host.url("/jwks"), "a")).isTrue();
        assertThat(host.requests()).hasSize(2);
    }

    @Test // a key that was exchanged is found, and nobody can make us ask all the time
    void keys_that_do_not_fit_are_fetched_again_at_most_every_30_seconds() throws Exception {
        behaviour.set(TlsHost.json(keys("a"), "Cache-Control: max-age=3600"));
        assertThat(has(host.url("/jwks"), "a")).isTrue();
        behaviour.set(TlsHost.json(keys("b"), "Cache-Control: max-age=3600"));
        assertThat(has(host.url("/jwks"), "b")).isFalse();
        assertThat(host.requests()).hasSize(1);
        now.updateAndGet(at -> at.plusSeconds(31));
        assertThat(has(host.url("/jwks"), "b")).isTrue();
        assertThat(has(host.url("/jwks"), "a")).as("what was exchanged is gone").isFalse();
        assertThat(host.requests()).hasSize(2);
    }

    @Test // draft-ietf-oauth-client-id-metadata-document §6: no errors are kept, and a failed address is left alone
    void an_address_that_failed_is_left_alone_for_30_seconds() throws Exception {
        behaviour.set(TlsHost.raw("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"));
        unavailable(host.url("/jwks"), "302");
        behaviour.set(TlsHost.json(keys("a")));
        unavailable(host.url("/jwks"), "302");
        assertThat(host.requests()).hasSize(1);
        now.updateAndGet(at -> at.plusSeconds(31));
        assertThat(has(host.url("/jwks"), "a")).isTrue();
    }

    @Test // RFC 7517; bounded
    void what_is_no_set_of_public_keys_is_refused() throws Exception {
        behaviour.set(TlsHost.json("[]"));
        unavailable(host.url("/a"), "no JWK set");
        behaviour.set(TlsHost.json("{\"keys\":[]}"));
        unavailable(host.url("/b"), "no set of public keys");
        behaviour.set(TlsHost.json(new JWKSet(new ECKeyGenerator(Curve.P_256).generate()).toString(false)));
        unavailable(host.url("/c"), "no set of public keys");
        // Each is tried with a signature that names none.
        behaviour.set(
                TlsHost.json(keys(IntStream.range(0, 33).mapToObj(i -> "k" + i).toArray(String[]::new))));
        unavailable(host.url("/e"), "no set of public keys");
        behaviour.set(TlsHost.json("x".repeat(65 * 1024)));
        unavailable(host.url("/d"), "larger than");
        unavailable("http://app.example/jwks", "https");
        unavailable("https://user@app.example/jwks", "user name");
    }

    @Test // RFC 6890: nothing a stranger names leads inside
    void an_address_that_is_not_public_is_never_asked() {
        try (var strict = new DocumentFetch(
                TlsHost.trusting(), _ -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.7")}, false)) {
            var guarded = new KeySets(strict, new FairQueue(4, 8, Duration.ofSeconds(1)), now::get);
            assertThatThrownBy(() -> guarded.any("https://inside.example/jwks", "network", found -> true))
                    .hasMessageContaining("not on the public internet");
            assertThatThrownBy(() -> guarded.any("https://inside.example:8443/jwks", "network", found -> true))
                    .hasMessageContaining("port 443");
        }
    }

    @Test // on a network without internet the operator keeps the keys in a file
    void a_file_is_read_and_read_again() throws Exception {
        var file = Files.writeString(folder.resolve("jwks.json"), keys("a"));
        assertThat(has(file.toUri().toString(), "a")).isTrue();
        Files.writeString(file, keys("b"));
        now.updateAndGet(at -> at.plusSeconds(31));
        assertThat(has(file.toUri().toString(), "b")).isTrue();
        unavailable(folder.resolve("none.json").toUri().toString(), "cannot be read");
    }
}
