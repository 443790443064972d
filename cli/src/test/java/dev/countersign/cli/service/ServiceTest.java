package dev.countersign.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
    private static final Path JAVA = Path.of("/opt/jdk-25/bin/java");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void a_staged_installation_has_a_key_of_its_own_that_nobody_else_reads_and_nothing_prints() throws IOException {
        // issue 3 §9: its own user, secrets by the platform's means; BEHAVIOURS D1.6
        install(new Systemd());

        Path key = root().resolve("etc/countersign/countersign.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(said()).doesNotContain(Files.readString(key).strip());
        assertThat(root().resolve("opt/countersign/lib/one.jar")).hasContent("one");
        assertThat(root().resolve("usr/local/bin/countersign")).isExecutable();
    }

    @Test
    void installing_again_brings_the_program_up_to_date_and_keeps_what_is_the_operators() throws IOException {
        install(new Systemd());
        Path config = root().resolve("etc/countersign/countersign.yaml");
        Files.writeString(config, "issuer: https://auth.example\n");
        Path key = root().resolve("etc/countersign/countersign.key");
        String secret = Files.readString(key);
        Files.writeString(root().resolve("opt/countersign/lib/old.jar"), "left over");

        install(new Systemd());

        assertThat(config).hasContent("issuer: https://auth.example");
        assertThat(key).hasContent(secret.strip());
        assertThat(root().resolve("opt/countersign/lib/old.jar")).doesNotExist();
    }

    @Test
    void the_unit_runs_as_its_own_user_without_terminal_and_ends_gently() throws IOException { // BEHAVIOURS D1.6
        install(new Systemd());

        assertThat(Files.readString(root().resolve("etc/systemd/system/countersign.service")))
                .contains(
                        "User=countersign",
                        "StandardInput=null",
                        "Restart=on-failure",
                        "KillMode=mixed",
                        "LoadCredential=countersign.key:/etc/countersign/countersign.key",
                        "NoNewPrivileges=yes",
                        "ExecStart=\"/opt/jdk-25/bin/java\"")
                .doesNotContain("COUNTERSIGN_KEY");
    }

    @Test
    void the_daemon_of_macos_and_the_task_of_windows_are_well_formed_and_have_no_rights_of_a_persons()
            throws Exception {
        for (Platform platform : List.of(new Launchd(), new TaskScheduler())) {
            for (Step step : platform.install(platform.place(JAVA), List.of())) {
                if (step instanceof Step.Write(Path file, String text, String mode, boolean keep)
                        && text.startsWith("<?xml")) {
                    // The DTD a property list names is not fetched.
                    var factory = DocumentBuilderFactory.newInstance();
                    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
                    var xml = factory.newDocumentBuilder()
                            .parse(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
                    assertThat(xml.getDocumentElement().getTagName()).isIn("plist", "Task");
                    assertThat(text).containsAnyOf("_countersign", "S-1-5-19");
                }
            }
        }
    }

    @Test
    void removing_leaves_the_data_unless_it_is_told_otherwise() throws IOException {
        for (Platform platform : List.of(new Systemd(), new Launchd(), new TaskScheduler())) {
            Place place = platform.place(JAVA);
            assertThat(removed(platform.uninstall(place, false)))
                    .doesNotContain(place.data(), place.key(), Place.folder(place.config()));
            assertThat(removed(platform.uninstall(place, true))).contains(Place.folder(place.config()));
        }
    }

    @Test
    void a_step_that_fails_says_what_to_do() {
        var plan = List.<Step>of(new Step.Run(List.of("false"), "do it by hand"));

        assertThatThrownBy(() -> new Installer(root(), true, new PrintStream(printed)).carryOut(plan))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining("do it by hand");
    }

    private void install(Platform platform) throws IOException {
        Path jar = Files.writeString(folder.resolve("one.jar"), "one");
        new Installer(root(), false, new PrintStream(printed))
                .carryOut(platform.install(platform.place(JAVA), List.of(jar)));
    }

    private Path root() {
        return folder.resolve("root");
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> removed(List<Step> plan) {
        return plan.stream()
                .flatMap(step -> step instanceof Step.Remove(Path path) ? Stream.of(path) : Stream.empty())
                .toList();
    }
}
