package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.List;

/** One thing an installation does. */
sealed interface Step {
    /** In one line, for people. */
    String told();

    /** Writes a text; {@code keep} leaves a file that is there already as it is. */
    record Write(Path file, String text, String mode, boolean keep) implements Step {
        @Override
        public String told() {
            return "write " + file + " (" + mode + (keep ? ", unless it exists)" : ")");
        }
    }

    /** Makes a folder. */
    record Folder(Path folder, String mode) implements Step {
        @Override
        public String told() {
            return "make the folder " + folder + " (" + mode + ")";
        }
    }

    /** Makes a new master key, unless there is one. It is never printed. */
    record Key(Path file, String mode) implements Step {
        @Override
        public String told() {
            return "make the master key " + file + " (" + mode + ", unless it exists)";
        }
    }

    /** Puts these files into a folder and nothing else. */
    record Program(List<Path> files, Path folder) implements Step {
        public Program {
            files = List.copyOf(files);
        }

        @Override
        public String told() {
            return "copy " + files.size() + " files of the program to " + folder;
        }
    }

    /** Removes a file or a folder with all it holds. */
    record Remove(Path path) implements Step {
        @Override
        public String told() {
            return "remove " + path;
        }
    }

    /**
     * Runs a program of the platform.
     *
     * @param remedy what to tell when it fails; empty when failing does no harm
     */
    record Run(List<String> command, String remedy) implements Step {
        public Run {
            command = List.copyOf(command);
        }

        @Override
        public String told() {
            return "run " + String.join(" ", command);
        }
    }
}
