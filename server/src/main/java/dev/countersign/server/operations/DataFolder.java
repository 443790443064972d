package dev.countersign.server.operations;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The folder with everything Countersign keeps on this machine. Who can write it is the operator. */
public record DataFolder(Path path) {
    /** Makes the folder when it is missing, readable by its owner only. */
    public static DataFolder at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) {
                Files.createDirectories(absolute);
                if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
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

    /** The database of a configuration that names none. */
    public String sqlite() {
        return "jdbc:sqlite:" + path.resolve("countersign.db");
    }

    /**
     * Takes a SQLite database for this process, until the lock is closed or the process ends in whatever way.
     *
     * @return empty when another process has it
     */
    public static Optional<FileLock> lock(String sqlite) {
        Path file = Path.of(sqlite.substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", "") + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (OverlappingFileLockException here) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StartException(file + " cannot be written; check the folder and its permissions", e);
        }
    }
}
