package dev.countersign.server.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static final String NO_FILE = "";

    @Test
    void without_a_file_everything_has_its_default() { // DESIGN 5
        Config config = read(NO_FILE);

        assertThat(config.issuer()).isEqualTo(URI.create("http://localhost:8420"));
        assertThat(config.listen()).containsExactly("localhost");
        assertThat(config.listenPort()).isEqualTo(8420);
        assertThat(config.tokens().accessTtl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.tokens().refreshGrace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.consent().admins()).isEqualTo(Config.Admins.ALLOW);
        assertThat(config.consent().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.openRegistration()).isTrue();
        assertThat(config.cimd().pinned()).isTrue();
        assertThat(config.cimd().allowLoopback()).isFalse();
        assertThat(config.delegation().maxDepth()).isEqualTo(4);
        assertThat(config.store()).isNull();
        assertThat(config.tls()).isNull();
    }

    @Test
    void a_file_in_yaml_is_read() { // DESIGN 5
        Config config = read("""
                issuer: https://agents.example:9000
                store: jdbc:postgresql://db/countersign
                tls: { certificate: /etc/cs/chain.pem, key: /etc/cs/key.pem }
                trusted-proxies: [10.0.0.0/8, "::1"]
                servers:
                  files:
                    command: [npx, -y, "@modelcontextprotocol/server-filesystem@2026.8.31", /srv/notes]
                    owners: { ada: destructive, "*": read }
                    max-processes: 2
                    node: a
                  github: { url: https://mcp.example.com/mcp, tools: { delete_repo: destructive }, annotations: ignore }
                clients:
                  editor-plugin: { redirect_uris: [ "https://editor.example/callback" ], resources: [ "https://agents.example:9000/v1" ] }
                tokens: { access-ttl: 10m, refresh-grace: 4s }
                consent: { presence: { destructive: passkey } }
                registration: { open: off }
                """);

        assertThat(config.listenPort()).isEqualTo(9000);
        assertThat(config.tls()).isEqualTo(new Config.Tls(Path.of("/etc/cs/chain.pem"), Path.of("/etc/cs/key.pem")));
        assertThat(server(config, "files").command()).hasSize(4);
        assertThat(server(config, "files").owners())
                .containsExactly(Map.entry("ada", AccessLimit.DESTRUCTIVE), Map.entry("*", AccessLimit.READ));
        assertThat(server(config, "files").isolation()).isEqualTo(Upstream.Isolation.GRANT);
        assertThat(server(config, "github").annotations()).isEqualTo(Upstream.Annotations.IGNORE);
        assertThat(requireNonNull(config.clients().get("editor-plugin")).resources())
                .containsExactly(URI.create("https://agents.example:9000/v1"));
        assertThat(config.tokens())
                .isEqualTo(new Config.Tokens(Duration.ofMinutes(10), Duration.ofSeconds(4), Duration.ofDays(30)));
        assertThat(config.consent().presence())
                .containsExactly(Map.entry(AccessLimit.DESTRUCTIVE, Config.Proof.PASSKEY));
        assertThat(config.openRegistration()).isFalse();
    }

    @Test
    void a_file_in_json_is_read() { // DESIGN 5
        assertThat(read("{\"tokens\": {\"access-ttl\": \"PT4S\"}}").tokens().accessTtl())
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void an_unknown_key_is_refused_with_its_line_and_what_is_known() { // DESIGN 5: with the line and the fix
        assertThatThrownBy(() -> read("issuer: http://localhost:1\ntokens:\n  access-ttl: 4s\n  acess-ttl: 5s\n"))
                .hasMessage(
                        "test.yaml:4: unknown key \"acess-ttl\" in tokens; known here: access-ttl, refresh-grace, refresh-timeout");
    }

    @Test
    void a_wrong_value_is_refused_with_its_line_and_the_fix() { // DESIGN 5: with the line and the fix
        assertThatThrownBy(() -> read("tokens:\n  access-ttl: soon\n"))
                .hasMessage(
                        "test.yaml:2: tokens.access-ttl is \"soon\": expected a duration such as 4s, 10m, PT4S or P30D");
        assertThatThrownBy(() -> read("\nport: 70000")).hasMessage("test.yaml:2: port must be between 1 and 65535");
        assertThatThrownBy(() -> read("servers:\n  x: { url: https://h/mcp, command: [a] }"))
                .hasMessageStartingWith("test.yaml:2: servers.x.url stands beside `command`");
        assertThatThrownBy(() -> read("servers: [a]")).hasMessage("test.yaml:1: servers must be a table of keys");
        assertThatThrownBy(() -> read("listen: 1: 2")).hasMessageStartingWith("test.yaml:1: not valid YAML");
        assertThatThrownBy(() -> read("port: 1\nport: 2")).hasMessageStartingWith("test.yaml:2: the key \"port\"");
    }

    @Test // found by fuzzing: an anchor inside itself, a bomb of aliases, brackets without end
    void what_repeats_or_nests_without_end_is_refused() {
        assertThatThrownBy(() -> read("listen: &x [1, *x]")).hasMessageContaining("repeats itself");
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++) {
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
        }
        assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("aliases");
        assertThatThrownBy(() -> read("listen: " + "[".repeat(100_000))).hasMessageContaining("nested deeper");
    }

    @Test
    void a_key_may_be_required_from_a_class_of_calls_on() { // issue 5.7: require-dpop per server and access class
        for (var level : Map.of("true", "ON", "off", "OFF", "write", "WRITE", "destructive", "DESTRUCTIVE")
                .entrySet()) {
            Config config = read("servers: { x: { command: [a], require-dpop: " + level.getKey() + " } }");
            assertThat(server(config, "x").requireDpop()).isEqualTo(Proving.valueOf(level.getValue()));
        }
        assertThatThrownBy(() -> read("servers: { x: { command: [a], require-dpop: maybe } }"))
                .hasMessageContaining("expected one of off, on, read, write, destructive");
    }

    @Test
    void with_postgresql_each_program_names_the_node_that_runs_it() { // DESIGN Gateway, issue 2.10
        String servers = "servers:\n  files: { command: [x]%s }\n";
        String store = "store: jdbc:postgresql://db/c\n";
        assertThatThrownBy(() -> read(store + servers.formatted("")))
                .hasMessageStartingWith("test.yaml:3: servers has \"files\", a program, without `node`");
        assertThatThrownBy(() -> read("servers:\n  web: { url: https://h/mcp, node: a }"))
                .hasMessageContaining("is reached from every node");
        Config here = read("node: A\n" + store + servers.formatted(", node: a"));
        Config there = read("node: b\nnodes: { a: http://10.0.0.5:8420 }\n" + store + servers.formatted(", node: a"));
        assertThat(here.elsewhere(server(here, "files"))).isEmpty();
        assertThat(there.elsewhere(server(there, "files"))).contains("a");
        Config single = read("node: b\n" + servers.formatted(", node: a"));
        assertThat(single.elsewhere(server(single, "files")))
                .as("a SQLite store has one node")
                .isEmpty();
        assertThat(read(NO_FILE).nodeName()).isNotEmpty();
        assertThatThrownBy(() -> read("nodes: { a: http://h/mcp }")).hasMessageContaining("scheme, host and port");
    }

    @Test
    void an_issuer_is_https_unless_it_is_this_computer() { // MCP 2026-07-28 AS-20
        assertThat(read("issuer: http://127.0.0.1:8420").passkeys()).isFalse();
        assertThat(read("issuer: http://[::1]:8420").loopback()).isTrue();
        assertThatThrownBy(() -> read("issuer: http://agents.example"))
                .hasMessageContaining("must begin with https://");
        assertThatThrownBy(() -> read("issuer: https://agents.example/")).hasMessageContaining("trailing slash");
    }

    @Test
    void every_key_has_an_override() { // DESIGN 5: every key has an environment override
        Config config = Config.parse(
                "test.yaml",
                "tokens: { access-ttl: 4s }\nservers: { files: { command: [a] } }",
                Map.of(
                        "COUNTERSIGN_ISSUER", "http://localhost:9",
                        "COUNTERSIGN_TOKENS_ACCESS_TTL", "9s",
                        "COUNTERSIGN_LISTEN", "127.0.0.1, ::1",
                        "COUNTERSIGN_TLS_KEY", "k.pem",
                        "COUNTERSIGN_TLS_CERTIFICATE", "c.pem",
                        "COUNTERSIGN_SERVERS_FILES_COMMAND", "[b, c]",
                        "COUNTERSIGN_CLIENTS", "{ x: { redirect_uris: ['http://127.0.0.1/cb'] } }"));

        assertThat(config.issuer()).hasPort(9);
        assertThat(config.tokens().accessTtl()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.listen()).containsExactly("127.0.0.1", "::1");
        assertThat(config.tls()).isEqualTo(new Config.Tls(Path.of("c.pem"), Path.of("k.pem")));
        assertThat(server(config, "files").command()).isEqualTo(List.of("b", "c"));
        assertThat(config.clients()).containsOnlyKeys("x");
    }

    @Test
    void a_wrong_override_names_the_variable() { // DESIGN 5
        assertThatThrownBy(() -> Config.standard(Map.of("COUNTERSIGN_PORT", "x")))
                .hasMessage("COUNTERSIGN_PORT: port is \"x\": expected a whole number");
        assertThatThrownBy(() -> Config.standard(Map.of("COUNTERSIGN_PORT", "0")))
                .hasMessage("COUNTERSIGN_PORT: port must be between 1 and 65535");
    }

    @Test
    void variables_are_put_into_values_and_a_missing_one_is_named() { // DESIGN 5: ${VAR}
        String text =
                "servers:\n  x:\n    url: https://h/mcp\n    headers: { Authorization: 'Bearer ${TOKEN} $${kept}' }\n";

        Config config = Config.parse("test.yaml", text, Map.of("TOKEN", "t0k$n"));
        assertThat(requireNonNull(server(config, "x").headers().get("Authorization"))
                        .value())
                .isEqualTo("Bearer t0k$n ${kept}");
        assertThatThrownBy(() -> read(text))
                .hasMessageStartingWith("test.yaml:4: the environment variable TOKEN is not set");
    }

    @Test
    void a_secret_shows_neither_in_text_nor_in_errors() { // DESIGN: no secret in logs or errors
        Config config = Config.parse(
                "test.yaml", "servers: { x: { command: [a], env: { K: '${HIDDEN}' } } }", Map.of("HIDDEN", "hunter2"));

        assertThat(config.toString()).doesNotContain("hunter2");
        assertThatThrownBy(() ->
                        Config.parse("test.yaml", "tokens: { access-ttl: '${HIDDEN}' }", Map.of("HIDDEN", "hunter2")))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Config.parse("test.yaml", "store: '${HIDDEN}'", Map.of("HIDDEN", "hunter2")))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void a_grant_type_that_does_not_exist_is_refused() { // DESIGN 5: nothing listed that does not work
        assertThatThrownBy(() -> read("clients: { x: { grant_types: [implicit] } }"))
                .hasMessageContaining("which does not exist here; use some of authorization_code");
    }

    private static Upstream server(Config config, String name) {
        return requireNonNull(config.servers().get(name));
    }

    private static Config read(String text) {
        return Config.parse("test.yaml", text, Map.of());
    }
}
