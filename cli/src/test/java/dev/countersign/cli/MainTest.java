package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void help_lists_the_commands_there_are() { // DESIGN 5: nothing listed that does not work
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "serve",
                        "login",
                        "logout",
                        "connect",
                        "devices",
                        "owner",
                        "grants",
                        "audit",
                        "keys",
                        "why",
                        "doctor",
                        "backup",
                        "restore",
                        "generate-completion");
    }

    @Test
    void a_wrong_use_ends_with_2() { // DESIGN 5: exit codes
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("owner", "create")).isEqualTo(2);
        assertThat(run("owner", "create", "--name", "ada", "--passphrase-file", "/nowhere", "--data", data()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("/nowhere cannot be read");
    }

    @Test
    void what_is_refused_ends_with_1_and_says_why() throws IOException { // DESIGN 5: exit codes
        Path weak = Files.writeString(folder.resolve("weak"), "short\n");

        assertThat(run("owner", "create", "--name", "ada", "--passphrase-file", weak.toString(), "--data", data()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("use at least 12");
        assertThat(run("grants", "show", "none", "--data", data())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no grant none");
    }

    @Test
    void commands_work_without_a_running_server() throws IOException { // DESIGN 3: they take the lock themselves
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "quiet otter paints nine windows\r\n");

        assertThat(run(
                        "owner",
                        "create",
                        "--name",
                        "ada",
                        "--passphrase-file",
                        passphrase.toString(),
                        "--data",
                        data()))
                .as(err.toString())
                .isZero();
        assertThat(run("keys", "rotate", "--data", data())).isZero();
        assertThat(run("owner", "reset", "ada", "--data", data())).isZero();
        assertThat(run("grants", "list", "--data", data())).isZero();
        assertThat(run("devices", "--data", data())).isZero();
        assertThat(run("devices", "list", "--data", data())).isZero();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private int run(String... arguments) {
        CommandLine main = Main.commandLine();
        main.setOut(new PrintWriter(out, true));
        main.setErr(new PrintWriter(err, true));
        return main.execute(arguments);
    }
}
