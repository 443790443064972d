package dev.countersign.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a passphrase from a file or a terminal, never from an argument: those are seen by everybody. */
final class Passphrase {
    private Passphrase() {}

    /** From the file without one trailing line end, else asked for on the terminal. */
    static String read(@Nullable Path file, String prompt, String option) {
        if (file != null) {
            try {
                return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
            } catch (IOException e) {
                throw new UsageException(file + " cannot be read; check the path and its permissions");
            }
        }
        Console console = System.console();
        if (console == null || !terminal()) {
            throw new UsageException(
                    "there is no terminal to ask for the passphrase; give it with " + option + " FILE");
        }
        char[] typed = console.readPassword("%s: ", prompt);
        return typed == null ? "" : new String(typed);
    }

    /** Whether there is somebody to ask. */
    static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
