package dev.countersign.server.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder with everything Countersign keeps on this machine. Who can write it is the operator. */
public record DataFolder(Path path) {
    /** Makes the folder when it is missing, readable by its owner only. */
    public static DataFolder at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) {
                Files.createDirectories(absolute);
                if (posix(absolute)) {
                    Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
                }
            }
        } catch (IOException e) {
            throw new StartException(
                    "the data folder " + absolute + " cannot be made; check the path, or give another with --data", e);
        }
        return new DataFolder(absolute);
    }

    /** The socket over which host commands reach a running server. */
    public Path socket() {
        return path.resolve("countersign.sock");
    }

    /** Where the master key stands that nobody keeps elsewhere. */
    public Path masterKey() {
        return path.resolve("master.key");
    }

    /** The database of a configuration that names none. */
    public String sqlite() {
        return "jdbc:sqlite:" + path.resolve("countersign.db");
    }

    static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
