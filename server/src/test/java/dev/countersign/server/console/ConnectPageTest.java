package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.people.House;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps to copy: true of the client, and of this server. */
class ConnectPageTest {
    private static final String ISSUER = "https://auth.example";

    @TempDir
    private Path folder;

    private static ConnectTarget notes(boolean device, boolean registration) {
        return new ConnectTarget(URI.create(ISSUER), ISSUER + "/mcp/notes", "notes", device, registration);
    }

    private static String steps(Stream<ConnectView.Step> steps) {
        return steps.flatMap(step -> Stream.concat(
                        Stream.of(step.sentence()), step.copies().stream().map(ConnectView.Copyable::text)))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @EnumSource
    void every_client_has_a_way_in_with_a_browser_and_without_one(ConnectClient client) { // issue 7 §5
        for (var to : Stream.of(notes(true, true), notes(false, true), notes(true, false))
                .toList()) {
            assertThat(steps(client.withBrowser(to).stream()))
                    .contains(ISSUER + "/mcp/notes")
                    .doesNotContain("--device", "owner_agent", "owner onboard", "Bearer", "cs_");
            assertThat(steps(client.withoutBrowser(to).stream()))
                    .contains(ISSUER + "/mcp/notes")
                    .doesNotContain("owner_agent", "owner onboard", "Bearer", "cs_");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_code_is_offered_only_where_the_device_grant_is_on(ConnectClient client) { // issue 7 §5, DESIGN Device grant
        assertThat(steps(client.withoutBrowser(notes(true, true)).stream()))
                .containsPattern("--device|device_authorization");
        assertThat(steps(client.withoutBrowser(notes(false, true)).stream())).doesNotContain("--device", "device_auth");
    }

    @Test
    void a_client_that_cannot_register_is_told_the_built_in_id() { // DESIGN Clients
        for (var client : Stream.of(
                        ConnectClient.OPENCODE, ConnectClient.INSPECTOR, ConnectClient.MCP_REMOTE, ConnectClient.OTHER)
                .toList()) {
            assertThat(steps(client.withBrowser(notes(true, false)).stream())).contains("mcp-agent");
        }
    }

    @Test
    void only_plain_http_is_allowed_by_name() { // mcp-remote: --allow-http
        var plain = new ConnectTarget(
                URI.create("http://localhost:8420"), "http://localhost:8420/mcp/notes", "notes", true, true);
        assertThat(steps(ConnectClient.MCP_REMOTE.withBrowser(plain).stream())).contains("--allow-http");
        assertThat(steps(ConnectClient.MCP_REMOTE.withBrowser(notes(true, true)).stream()))
                .doesNotContain("--allow-http");
    }

    @Test
    void an_address_with_signs_of_the_shell_is_one_word() { // commands are copied
        var odd = new ConnectTarget(URI.create(ISSUER), "https://x.example/a?b=1&c='2'", "x", true, true);
        assertThat(odd.word()).isEqualTo("'https://x.example/a?b=1&c='\\''2'\\'''");
        assertThat(ConnectTarget.alias("Notes & more!")).isEqualTo("notes-more");
    }

    @Test
    void the_page_keeps_what_was_chosen_and_sets_owner_automation_apart() throws IOException { // issue 7 §5
        try (var house = new House(folder)) {
            var tab = house.owned();
            var page = tab.get("/console/connect?client=codex&where=headless&server=" + house.files())
                    .html();

            assertThat(page).contains("countersign login " + house.files() + " --device", "[mcp_servers.files]");
            assertThat(page.substring(page.indexOf("Something else")))
                    .contains("countersign owner onboard " + house.issuer(), "/v1", "refuses an owner token");
            assertThat(tab.get("/console/connect?client=nobody&where=x&server=y")
                            .status())
                    .isEqualTo(200);
        }
    }
}
