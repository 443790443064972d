package dev.countersign.server.operations;

import dev.countersign.acts.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the master key: the variable {@code COUNTERSIGN_KEY} (base64, or the path of a file with it), a systemd credential
 * named {@code countersign.key}, else {@code master.key} in the data folder, made at first use.
 */
public final class MasterKeys {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeys.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** How a path begins: at a root, in the working folder, or on a drive. */
    private static final Pattern PATH = Pattern.compile("/|\\./|[A-Za-z]:[/\\\\]");

    /** Base64 of 32 bytes or more; it may begin with a slash, too. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{42,}={0,2}");

    private MasterKeys() {}

    /** The key, made when there is none. */
    static MasterKey load(DataFolder data, Map<String, String> environment) {
        return elsewhere(environment).orElseGet(() -> besideData(data.masterKey()));
    }

    /**
     * The key, when there is one.
     *
     * @throws StartException when it is there and cannot be used
     */
    public static Optional<MasterKey> find(DataFolder data, Map<String, String> environment) {
        return elsewhere(environment)
                .or(() -> Optional.of(data.masterKey()).filter(Files::exists).map(MasterKeys::in));
    }

    /**
     * The key in a file.
     *
     * @throws StartException when there is none
     */
    public static MasterKey in(Path file) {
        return key(read(file), file.toString());
    }

    private static Optional<MasterKey> elsewhere(Map<String, String> environment) {
        String given = environment.getOrDefault("COUNTERSIGN_KEY", "");
        if (PATH.matcher(given).lookingAt()
                && (isFile(given) || !BASE64.matcher(given).matches())) {
            return Optional.of(in(Path.of(given)));
        }
        if (!given.isEmpty()) {
            return Optional.of(key(given, "COUNTERSIGN_KEY"));
        }
        String credentials = environment.getOrDefault("CREDENTIALS_DIRECTORY", "");
        Path credential = Path.of(credentials, "countersign.key");
        if (!credentials.isEmpty() && Files.isReadable(credential)) {
            return Optional.of(in(credential));
        }
        return Optional.empty();
    }

    private static boolean isFile(String path) {
        return Files.exists(Path.of(path));
    }

    private static MasterKey besideData(Path file) {
        if (!Files.exists(file)) {
            make(file);
        }
        refuseReadable(file);
        LOG.warn(
                "the master key stands beside the data it protects ({}); keep it elsewhere with COUNTERSIGN_KEY", file);
        return in(file);
    }

    /** Made under another name first, so that a crash leaves no half key. */
    private static void make(Path file) {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        try {
            Path draft = DataFolder.posix(file)
                    ? Files.createTempFile(
                            file.getParent(),
                            "master",
                            ".tmp",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createTempFile(file.getParent(), "master", ".tmp");
            Files.writeString(draft, Base64.getEncoder().encodeToString(secret) + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException(
                    "the master key " + file + " cannot be written; check the folder's permissions", e);
        }
    }

    private static void refuseReadable(Path file) {
        try {
            if (!DataFolder.posix(file)) {
                return;
            }
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                throw new StartException("others may read the master key; run: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new StartException("the master key " + file + " cannot be looked at; check its permissions", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new StartException(
                    "the master key " + file + " cannot be read; check the path and its permissions", e);
        }
    }

    private static MasterKey key(String text, String origin) {
        try {
            return new MasterKey(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    "the master key from " + origin
                            + " is not base64 of at least 32 bytes; make one with: openssl rand -base64 32",
                    e);
        }
    }
}
