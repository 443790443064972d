package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server with the owner {@code ada}, whose browser is reduced to HTTP, and the command line before it. */
final class CommandLineScene implements AutoCloseable {
    final RunningServer server;
    final Visitor ada;
    final Path passphrase;
    private final Path folder;

    CommandLineScene() {
        this(null);
    }

    /**
     * @param config as for {@link RunningServer#configured}
     */
    CommandLineScene(@Nullable String config) {
        server = RunningServer.started(config, Map.of());
        folder = server.folder();
        passphrase = folder.resolve("passphrase");
        write(passphrase, Human.PASSPHRASE);
        Finished made = server.command("owner", "create", "--name", "ada", "--passphrase-file", passphrase.toString());
        if (made.code() != 0) {
            throw new AssertionError(made.err());
        }
        ada = new Visitor(server);
        ada.signsIn("ada", Human.PASSPHRASE);
    }

    String notes() {
        return server.mcp("notes");
    }

    /** A personal access token of ada's for this guarded server, made as soon as its tools were seen. */
    String token(String name, String access) {
        return Deadline.await("the tools of " + name + " to be seen", Duration.ofSeconds(60), () -> {
            Finished made = makes(name, access);
            return made.code() == 0 ? Optional.of(made.out().strip()) : Optional.empty();
        });
    }

    /** {@code pat create} for this guarded server, with ada's passphrase. */
    Finished makes(String name, String access, String... more) {
        List<String> command = new ArrayList<>(List.of("pat", "create", "--owner", "ada", "--access", access));
        command.addAll(List.of("--resource", server.mcp(name), "--until", "P30D"));
        command.addAll(List.of("--passphrase-file", passphrase.toString()));
        command.addAll(List.of(more));
        return server.command(command.toArray(String[]::new));
    }

    /** A new folder for credentials. */
    Path store() {
        return folder.resolve("credentials-" + System.nanoTime());
    }

    /** A command of the command line in a terminal. */
    Pty terminal(Map<String, String> environment, Path store, String... arguments) {
        return new Pty(Distribution.java(arguments), folder, with(environment, store));
    }

    /** The same with a clock that is off, as libfaketime makes it: {@code +90s}. */
    Pty terminalWithClock(String offset, Path store, String... arguments) {
        List<String> command = new ArrayList<>(List.of("faketime", "-f", offset));
        command.addAll(Distribution.java(arguments));
        return new Pty(command, folder, with(Map.of("DONT_FAKE_MONOTONIC", "1"), store));
    }

    /** {@code connect} as an MCP client launches it, where no browser of the test's own desktop is in reach. */
    Program connect(Map<String, String> environment, Path store, String... options) {
        List<String> arguments = new ArrayList<>(List.of("connect", notes()));
        arguments.addAll(List.of(options));
        Map<String, String> remote =
                new LinkedHashMap<>(Map.of("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22", "BROWSER", ""));
        remote.putAll(environment);
        return new Program(Distribution.java(arguments.toArray(String[]::new)), folder, with(remote, store));
    }

    private static Map<String, String> with(Map<String, String> environment, Path store) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("COUNTERSIGN_CREDENTIALS", store.toString());
        return all;
    }

    /** A program that stands for the browser of a desktop: it keeps the address it is to open. */
    Path opener() {
        try {
            Path bin = Files.createTempDirectory(folder, "bin");
            Path opener = bin.resolve("opener");
            write(opener, "#!/bin/sh\nprintf '%s\\n' \"$1\" > " + bin + "/part\nmv " + bin + "/part " + bin + "/url\n");
            Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwx------"));
            return opener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address the opener was given. */
    static URI opened(Path opener) {
        Path url = opener.resolveSibling("url");
        return Deadline.await("a page to open", Duration.ofSeconds(60), () -> {
            try {
                return Files.exists(url)
                        ? Optional.of(URI.create(Files.readString(url).strip()))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Ada decides about what this page asks; the answer is where her browser is sent, if anywhere. */
    Optional<String> decides(URI page, String decision) {
        Visitor.Form form = ada.reaches(page);
        HttpResponse<String> answer =
                ada.post(form.path(), Visitor.approval(form).with("decision", decision));
        if (answer.statusCode() != 303 && answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return answer.headers().firstValue("Location");
    }

    /** Ada types a code on the page for it, and decides with these fields besides the usual ones. */
    int typesAndApproves(String code, Map<String, String> more) {
        Visitor.Form entry = new Visitor.Form("/device", ada.get("/device").body());
        HttpResponse<String> typed = ada.post(
                "/device",
                new Visitor.Fields().with("csrf", entry.hidden("csrf")).with("user_code", code));
        Visitor.Form page = ada.reaches(URI.create(server.issuer())
                .resolve(typed.headers().firstValue("Location").orElseThrow()));
        Visitor.Fields fields = Visitor.approval(page).without("access");
        more.forEach(fields::with);
        return ada.post(page.path(), fields).statusCode();
    }

    /** Ada decides, and her browser goes where it is sent. */
    void answers(URI page, String decision) {
        decides(page, decision).filter(to -> to.startsWith("http://127.0.0.1:")).ifPresent(Http::get);
    }

    static List<Path> files(Path store, String suffix) {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
