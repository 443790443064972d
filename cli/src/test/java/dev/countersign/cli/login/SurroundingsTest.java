package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BEHAVIOURS A1.19: sandbox, container, SSH session, unreachable loopback. */
class SurroundingsTest {
    @TempDir
    Path root;

    private final Map<String, String> desktop = new HashMap<>();

    @BeforeEach
    void there_is_a_desktop() throws IOException {
        Path opener = Files.writeString(root.resolve("xdg-open"), "");
        assertThat(opener.toFile().setExecutable(true)).isTrue();
        desktop.put("DISPLAY", ":0");
        desktop.put("PATH", root.toString());
    }

    @Test
    void a_desktop_has_a_browser() { // BEHAVIOURS A1.19
        assertThat(here("Linux").noBrowser()).isEmpty();
        desktop.clear();
        assertThat(here("Mac OS X").noBrowser()).isEmpty();
        assertThat(here("Linux").noBrowser())
                .hasValueSatisfying(why -> assertThat(why).contains("no display"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH_CONNECTION", "SSH_TTY", "container", "KUBERNETES_SERVICE_HOST", "CODESPACES", "CI"})
    void elsewhere_it_has_none_unless_one_is_named(String variable) { // BEHAVIOURS A1.19
        desktop.put(variable, "x");
        assertThat(here("Linux").noBrowser()).isPresent();
        desktop.put("BROWSER", "firefox");
        assertThat(here("Linux").noBrowser()).isEmpty();
    }

    @Test
    void a_container_is_known_by_its_mark() throws IOException { // BEHAVIOURS A1.19
        Files.createFile(root.resolve(".dockerenv"));
        assertThat(here("Linux").noBrowser())
                .hasValueSatisfying(why -> assertThat(why).contains("container"));
    }

    private Surroundings here(String system) {
        return new Surroundings(desktop, system, root);
    }
}
