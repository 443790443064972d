package dev.countersign.cli.backup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** Files that only this user may read. */
public final class Private {
    private static final FileAttribute<?>[] OPEN = {};

    private Private() {}

    /** Makes a new empty file. */
    public static Path file(Path file) throws IOException {
        return Files.createFile(file, attributes(file, "rw-------"));
    }

    /** Makes a new folder with a name of its own. */
    public static Path folder(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, attributes(parent, "rwx------"));
    }

    /**
     * Gives a finished file its name, at once, and never in place of another.
     *
     * @throws FileAlreadyExistsException when the name is taken
     */
    public static void appear(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (UnsupportedOperationException noLinks) {
            Files.move(part, file);
        }
        Files.deleteIfExists(part);
    }

    /** Removes a folder with all that is in it. */
    public static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path at, String permissions) {
        return at.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : OPEN;
    }
}
