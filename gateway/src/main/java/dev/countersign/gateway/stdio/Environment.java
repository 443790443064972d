package dev.countersign.gateway.stdio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The environment of a guarded server: PATH, LANG, a HOME of its own and what the operator configured. Nothing else of
 * ours goes in, so nothing of ours can come back.
 */
final class Environment {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final String DEFAULT_LANG = "C.UTF-8";

    private Environment() {}

    static void apply(ProcessBuilder builder, StdioSettings settings) throws IOException {
        Map<String, String> target = builder.environment();
        String path = target.getOrDefault("PATH", DEFAULT_PATH);
        String lang = target.getOrDefault("LANG", DEFAULT_LANG);
        target.clear();
        target.put("PATH", path);
        target.put("LANG", lang);
        target.put("HOME", home(settings.home()).toString());
        target.putAll(settings.env());
    }

    private static Path home(Path home) throws IOException {
        Path absolute = home.toAbsolutePath();
        if (!Files.isDirectory(absolute)) {
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(
                        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(absolute);
            }
        }
        return absolute;
    }
}
