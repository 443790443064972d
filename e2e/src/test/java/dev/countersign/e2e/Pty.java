package dev.countersign.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A program in a terminal: everything it prints is kept as the terminal gets it, and a person can type. */
final class Pty implements AutoCloseable {
    private static final Pattern CONTROL = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    private final Process process;
    private final Writer keyboard;
    private final StringBuffer shown = new StringBuffer();
    private final Thread reader;

    /**
     * @param environment besides a terminal's usual one; nothing of the test's own desktop is in it
     */
    Pty(List<String> command, Path folder, Map<String, String> environment) {
        String line = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qefc", "stty cols 120 rows 50; exec " + line, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        List.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "CI", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY")
                .forEach(builder.environment()::remove);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keyboard = process.outputWriter(StandardCharsets.UTF_8);
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            var decoded = new java.io.InputStreamReader(in, StandardCharsets.UTF_8);
            for (int c = decoded.read(); c >= 0; c = decoded.read()) {
                shown.append((char) c);
            }
        } catch (IOException gone) {
            // The terminal was closed.
        }
    }

    /** Everything it got so far, as it came. */
    String raw() {
        return shown.toString();
    }

    /** What a person has seen, without colours; lines that were written over stand one after another. */
    String text() {
        return CONTROL.matcher(raw()).replaceAll("").replace("\r\n", "\n").replace('\r', '\n');
    }

    /** Waits until a person sees what the pattern describes, and gives its first group. */
    String sees(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        try {
            return Deadline.await(pattern, Duration.ofSeconds(90), () -> {
                Matcher found = wanted.matcher(text());
                return found.find()
                        ? Optional.of(found.groupCount() > 0 ? found.group(1) : found.group())
                        : Optional.empty();
            });
        } catch (AssertionError unseen) {
            throw new AssertionError(unseen.getMessage() + "; the terminal shows:\n" + text(), unseen);
        }
    }

    void types(String line) {
        try {
            keyboard.write(line + "\n");
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its exit code; fails when it does not end within two minutes. */
    int ends() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("still running; the terminal shows:\n" + text());
            }
            reader.join(Duration.ofSeconds(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
