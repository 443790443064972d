package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperationsTest {
    @Test
    void a_server_without_an_owner_is_healthy_and_ready_and_prints_how_to_begin() { // issue 2 §1, §11
        try (RunningServer server = RunningServer.plain()) {
            assertThat(Http.status(server.issuer() + "/healthz")).isEqualTo(200);
            assertThat(Http.get(server.issuer() + "/readyz").statusCode()).isEqualTo(200);
            assertThat(server.output())
                    .contains("/setup/")
                    .contains("MCP URL: " + server.mcp("notes"))
                    .contains("ready at " + server.issuer());
        }
    }

    @Test
    void it_runs_without_a_terminal_and_ends_with_0_when_told_to() { // issue 2 §1, BEHAVIOURS D1.6
        try (RunningServer server = RunningServer.plain()) {
            assertThat(server.stop()).isZero();
            assertThat(Http.status(server.issuer() + "/healthz")).isZero();
        }
    }

    @Test
    void a_second_server_on_the_same_data_is_refused_with_a_remedy() { // issue 2 §1
        try (RunningServer server = RunningServer.plain()) {
            Finished second = server.command("serve", "--port", Integer.toString(RunningServer.freePort()));

            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err())
                    .contains("another Countersign already runs on this data")
                    .contains("--data");
        }
    }

    @Test
    void host_commands_work_beside_a_running_server_and_without_one() throws IOException { // issue 2 §1, DESIGN 3
        try (RunningServer server = RunningServer.plain()) {
            Path passphrase = server.folder().resolve("passphrase");
            Files.writeString(passphrase, Human.PASSPHRASE + "\n");
            String file = passphrase.toString();

            assertThat(server.command("owner", "create", "--name", "ada", "--passphrase-file", file)
                            .code())
                    .isZero();
            assertThat(server.command("owner", "create", "--name", "bob", "--passphrase-file", file))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(1))
                    .satisfies(refused -> assertThat(refused.err()).contains("--as ADMIN"));
            assertThat(json(server.command("grants", "list", "--json"))
                            .path("grants")
                            .isEmpty())
                    .isTrue();
            server.stop();
            assertThat(server.command(
                                    "owner",
                                    "create",
                                    "--name",
                                    "bob",
                                    "--passphrase-file",
                                    file,
                                    "--as",
                                    "ada",
                                    "--as-passphrase-file",
                                    file)
                            .code())
                    .isZero();
            assertThat(json(server.command("keys", "rotate", "--json"))
                            .path("kid")
                            .asString())
                    .isNotEmpty();
        }
    }

    @Test
    void the_socket_and_the_keys_are_for_the_servers_user_only() throws IOException { // DESIGN 3: 0600
        try (RunningServer server = RunningServer.plain()) {
            for (String file : new String[] {"countersign.sock", "master.key"}) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(server.data().resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void metrics_and_logs_name_routes_and_never_paths_or_queries() { // issue 2 §11
        try (RunningServer server = RunningServer.plain()) {
            Http.get(server.issuer() + "/setup/cs_setup_notreal?x=hidden1");
            Http.get(server.issuer() + "/hidden2?x=hidden3");

            String metrics = Http.get(server.issuer() + "/metrics").body();
            assertThat(metrics)
                    .contains("http_server_requests")
                    .contains("jvm_memory_used")
                    .contains("countersign_acts");
            assertThat(metrics + server.log()).doesNotContain("hidden1", "hidden2", "hidden3", "cs_setup_notreal");
        }
    }

    @Test
    void the_native_provider_signs_and_log_and_metrics_say_so() { // issue 4, speed
        try (RunningServer server = RunningServer.plain()) {
            Deadline.await(
                    "the native provider",
                    Duration.ofSeconds(20),
                    () -> Http.get(server.issuer() + "/metrics").body().contains("countersign_crypto_native 1.0")
                            ? Optional.of(true)
                            : Optional.empty());
            assertThat(server.log()).contains("native crypto is in use");
        }
    }

    @Test
    void it_answers_under_its_own_name_only() { // DESIGN Gateway: aliases redirect pages, foreign names reach nothing
        try (RunningServer server = RunningServer.plain()) {
            int port = server.port();

            assertThat(Raw.get(port, "127.0.0.1:" + port, "/login?next=%2Fconsole"))
                    .startsWith("HTTP/1.1 307")
                    .contains("Location: " + server.issuer() + "/login?next=%2Fconsole");
            assertThat(Raw.send(port, "POST", "127.0.0.1:" + port, "/login")).startsWith("HTTP/1.1 421");
            assertThat(Raw.get(port, "rebound.example:" + port, "/login")).startsWith("HTTP/1.1 421");
            assertThat(Raw.get(port, "rebound.example:" + port, "/.well-known/jwks.json"))
                    .startsWith("HTTP/1.1 421");
            assertThat(Raw.send(port, "POST", "rebound.example:" + port, "/mcp"))
                    .startsWith("HTTP/1.1 421");
            assertThat(Raw.send(port, "POST", "127.0.0.1:" + port, "/mcp")).startsWith("HTTP/1.1 421");
            assertThat(Raw.get(port, "10.0.0.1:" + port, "/healthz")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void an_unusable_configuration_stops_the_start_with_the_line_and_the_fix() throws IOException { // DESIGN 5
        Path folder = Files.createTempDirectory("config");
        Path config = folder.resolve("c.yaml");
        Files.writeString(config, "tokens:\n  acces-ttl: 4s\n");
        try (RunningServer server = RunningServer.plain()) {
            Finished refused = server.command("serve", "--config", config.toString());

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("c.yaml:2: unknown key \"acces-ttl\"");
        }
        RunningServer.remove(folder);
    }

    private static JsonNode json(Finished finished) {
        assertThat(finished.code()).as(finished.err()).isZero();
        return Http.JSON.readTree(finished.out());
    }
}
