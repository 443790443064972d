package dev.countersign.cli.service;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Carries a plan out and says each step. It stops at the first that fails: what is done stays, and may be done again. */
final class Installer {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path root;
    private final boolean commands;
    private final PrintStream out;

    /**
     * @param root where the plan's absolute paths begin; {@code /} unless a package is staged
     * @param commands whether programs of the platform are run
     */
    Installer(Path root, boolean commands, PrintStream out) {
        this.root = root;
        this.commands = commands;
        this.out = out;
    }

    /**
     * @throws InstallFailed when a step fails; the message says what to do
     */
    void carryOut(List<Step> plan) {
        for (Step step : plan) {
            out.println("  " + step.told());
            try {
                one(step);
            } catch (IOException e) {
                throw new InstallFailed(
                        "could not " + step.told() + " (" + e.getClass().getSimpleName() + " " + e.getMessage()
                                + "); this needs the rights of root or an administrator");
            }
        }
    }

    private void one(Step step) throws IOException {
        switch (step) {
            case Step.Write(Path file, String text, String mode, boolean keep) -> {
                if (!keep || !Files.exists(at(file))) {
                    write(at(file), text, mode);
                }
            }
            case Step.Folder(Path folder, String mode) -> {
                Files.createDirectories(at(folder));
                permit(at(folder), mode);
            }
            case Step.Key(Path file, String mode) -> {
                if (!Files.exists(at(file))) {
                    write(at(file), secret(), mode);
                }
            }
            case Step.Program(List<Path> files, Path folder) -> copy(files, at(folder));
            case Step.Remove(Path path) -> remove(at(path));
            case Step.Run(List<String> command, String remedy) -> {
                if (commands && run(command) != 0 && !remedy.isEmpty()) {
                    throw new InstallFailed(String.join(" ", command) + " failed: " + remedy);
                }
            }
        }
    }

    private Path at(Path absolute) {
        Path top = absolute.getRoot();
        return top == null || root.equals(top) ? absolute : root.resolve(top.relativize(absolute));
    }

    /** Written beside its place first, with its rights, so that no half file and no readable secret ever stands there. */
    private static void write(Path file, String text, String mode) throws IOException {
        Path folder = Place.folder(file.toAbsolutePath());
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "countersign", ".tmp");
        permit(draft, mode.isEmpty() ? "rw-------" : mode);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void permit(Path path, String mode) throws IOException {
        if (!mode.isEmpty()
                && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
    }

    private static String secret() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key) + "\n";
    }

    private static void copy(List<Path> files, Path folder) throws IOException {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        remove(fresh);
        Files.createDirectories(fresh);
        for (Path file : files) {
            Path copied = fresh.resolve(file.getFileName());
            Files.copy(file, copied);
            permit(copied, "rw-r--r--");
        }
        permit(fresh, "rwxr-xr-x");
        permit(Place.folder(fresh.toAbsolutePath()), "rwxr-xr-x");
        remove(folder);
        Files.move(fresh, folder);
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            for (Path one : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    /** What a program of the platform answered, both its outputs together. */
    record Asked(int code, String text) {}

    /**
     * @throws InstallFailed when there is no such program
     */
    static Asked ask(List<String> command) {
        try {
            return asked(command);
        } catch (IOException e) {
            throw new InstallFailed(command.getFirst() + " cannot be run: " + e.getMessage());
        }
    }

    private int run(List<String> command) throws IOException {
        Asked answer = asked(command);
        answer.text().lines().forEach(line -> out.println("    " + line));
        return answer.code();
    }

    private static Asked asked(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Asked(process.waitFor(), text);
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stopped);
        }
    }
}
