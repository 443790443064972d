package dev.countersign.cli.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.DeviceKey;
import dev.countersign.cli.login.ForeignServer;
import dev.countersign.cli.login.ForeignServer.Says;
import dev.countersign.cli.login.Web;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");

    @TempDir
    Path folder;

    private final ForeignServer server = new ForeignServer();
    private final Web web = new Web();
    private final AtomicInteger refreshed = new AtomicInteger();
    private CredentialStore store = new CredentialStore(Path.of("unused"));

    @BeforeEach
    void a_server_that_takes_each_refresh_token_once() {
        store = new CredentialStore(folder.resolve("credentials"));
        server.ordinary("\"authorization_code\",\"refresh_token\"").answers("/token", form -> {
            int turn = refreshed.incrementAndGet();
            return form.getOrDefault("refresh_token", "").equals("rt" + (turn - 1))
                    ? Says.ok("{\"access_token\":\"at" + turn + "\",\"token_type\":\"Bearer\",\"expires_in\":300,"
                            + "\"refresh_token\":\"rt" + turn + "\"}")
                    : Says.error("invalid_grant");
        });
    }

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void many_processes_refresh_once() throws Exception { // issue 3 §6: refreshed under a file lock
        Credential old = credential(NOW.minusSeconds(1));
        store.save(old);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Kept>> all = IntStream.range(0, 8)
                    .mapToObj(i -> (Callable<Kept>) () -> new Keeper(
                                    new CredentialStore(folder.resolve("credentials")), web, InstantSource.fixed(NOW))
                            .fresh(old, Optional.empty(), bound()))
                    .toList();
            for (Future<Kept> one : many.invokeAll(all)) {
                assertThat(one.get())
                        .isInstanceOfSatisfying(
                                Kept.Good.class,
                                good -> assertThat(good.credential().accessToken())
                                        .isEqualTo("at1"));
            }
        }
        assertThat(refreshed).hasValue(1);
    }

    @Test
    void a_good_token_is_used_and_a_refused_one_is_not() { // issue 3 §6
        store.save(credential(NOW.plusSeconds(300)));

        assertThat(keeper().fresh(credential(NOW.plusSeconds(300)), Optional.empty(), bound()))
                .isInstanceOfSatisfying(
                        Kept.Good.class,
                        good -> assertThat(good.credential().accessToken()).isEqualTo("at0"));
        assertThat(keeper().fresh(credential(NOW.plusSeconds(300)), Optional.of("at0"), bound()))
                .isInstanceOfSatisfying(
                        Kept.Good.class,
                        good -> assertThat(good.credential().accessToken()).isEqualTo("at1"));
    }

    @Test
    void a_grant_that_ended_is_forgotten_and_a_server_that_is_away_is_not() { // issue 3 §7
        store.save(credential(NOW));
        server.answers("/token", form -> new Says(503, "{}", Map.of()));
        assertThat(keeper().fresh(credential(NOW), Optional.empty(), bound())).isInstanceOf(Kept.Silent.class);
        assertThat(store.all()).hasSize(1);

        server.answers("/token", form -> Says.error("invalid_grant"));
        assertThat(keeper().fresh(credential(NOW), Optional.empty(), bound())).isInstanceOf(Kept.Ended.class);
        assertThat(store.all()).isEmpty();
    }

    @Test
    void files_are_for_their_user_only_and_secrets_stay_out_of_words() throws Exception { // issue 3 §6: stored 0600
        Credential credential = credential(NOW);
        store.save(credential);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.path())))
                .isEqualTo("rwx------");
        try (var files = Files.list(store.path())) {
            assertThat(files.toList())
                    .singleElement()
                    .satisfies(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(store.find(credential.issuer(), credential.resource())).contains(credential);
        assertThat(store.find("https://other.example", credential.resource())).isEmpty();
        assertThat(credential.toString()).doesNotContain("at0", "rt0");
    }

    @Test
    void this_computer_has_one_key_for_each_server_and_it_is_its_users_only() throws Exception { // RFC 9449 §2
        DeviceKey key = store.key(server.url());

        assertThat(new CredentialStore(folder.resolve("credentials")).key(server.url()))
                .isEqualTo(key);
        assertThat(store.key("https://other.example"))
                .as("servers cannot compare notes")
                .isNotEqualTo(key);
        try (var files = Files.list(store.path())) {
            assertThat(files.filter(file -> file.toString().endsWith(".key.json")))
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(store.all()).as("a key is no credential").isEmpty();
    }

    @Test
    void processes_that_log_in_at_once_make_one_key()
            throws Exception { // issue 3 §6: several processes share the folder
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<DeviceKey>> all = IntStream.range(0, 8)
                    .mapToObj(i -> (Callable<DeviceKey>)
                            () -> new CredentialStore(folder.resolve("credentials")).key(server.url()))
                    .toList();
            List<DeviceKey> keys = new ArrayList<>();
            for (Future<DeviceKey> one : many.invokeAll(all)) {
                keys.add(one.get());
            }
            assertThat(keys).containsOnly(keys.getFirst());
        }
    }

    @Test
    void a_bound_credential_is_refreshed_with_its_own_key() { // RFC 9449 §5: refresh tokens of public clients are bound
        DeviceKey key = DeviceKey.fresh();
        Credential bound = credential(NOW, Optional.of(key));
        store.save(bound);
        assertThat(store.find(bound.issuer(), bound.resource())).contains(bound);
        server.answers("/token", "{\"access_token\":\"at1\",\"token_type\":\"DPoP\",\"expires_in\":300}");

        assertThat(keeper().fresh(bound, Optional.empty(), bound()))
                .isInstanceOfSatisfying(
                        Kept.Good.class,
                        good -> assertThat(good.credential().key()).contains(key));
        assertThat(server.proofs("/token").getLast()).isNotEmpty();

        Credential old = credential(NOW, Optional.empty());
        store.save(old);
        server.answers("/token", "{\"access_token\":\"at2\",\"token_type\":\"Bearer\",\"expires_in\":300}");
        assertThat(keeper().fresh(old, Optional.empty(), bound()))
                .as("what an older login stored goes on as a bearer")
                .isInstanceOfSatisfying(
                        Kept.Good.class,
                        good -> assertThat(good.credential().key()).isEmpty());
        assertThat(server.proofs("/token").getLast()).isEmpty();
    }

    @Test
    void the_folder_is_the_users_and_can_be_moved() { // issue 3 §6
        Path home = Path.of("/home/ada");
        assertThat(CredentialStore.usualFolder(Map.of(), "Linux", home))
                .isEqualTo(Path.of("/home/ada/.config/countersign/credentials"));
        assertThat(CredentialStore.usualFolder(Map.of("XDG_CONFIG_HOME", "/x"), "Linux", home))
                .isEqualTo(Path.of("/x/countersign/credentials"));
        assertThat(CredentialStore.usualFolder(Map.of("XDG_CONFIG_HOME", "x"), "Linux", home))
                .isEqualTo(Path.of("/home/ada/.config/countersign/credentials"));
        assertThat(CredentialStore.usualFolder(Map.of("COUNTERSIGN_CREDENTIALS", "/y"), "Linux", home))
                .isEqualTo(Path.of("/y"));
    }

    private Keeper keeper() {
        return new Keeper(store, web, InstantSource.fixed(NOW));
    }

    private Credential credential(Instant expires) {
        return credential(expires, Optional.empty());
    }

    private Credential credential(Instant expires, Optional<DeviceKey> key) {
        return new Credential(
                server.url() + "/mcp",
                server.url(),
                server.url() + "/mcp",
                TokenKind.CLIENT,
                ClientIdentity.known("c1"),
                "at0",
                Optional.of(expires),
                Optional.of("rt0"),
                "files:read",
                key);
    }

    private static Bound bound() {
        return Bound.in(Duration.ofSeconds(30));
    }
}
