package dev.countersign.cli.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.node.ObjectNode;

/** One file, a zip: {@code countersign.db}, the whole store, then {@code manifest.json}. */
public final class Archive {
    private static final String STORE = "countersign.db";
    private static final String MANIFEST = "manifest.json";
    private static final int LONGEST_MANIFEST = 64 * 1024;
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private Archive() {}

    /** Whether the file begins as an archive does; a bare copy of a store does not. */
    public static boolean is(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        }
    }

    /**
     * Packs a copy of a store. The file appears whole or not at all, and readable by this user only.
     *
     * @param taken what the host said of the copy
     * @throws FileAlreadyExistsException when there is a file of this name; it is left as it is
     */
    public static Manifest pack(Path copy, ObjectNode taken, String version, Path file) throws IOException {
        Path part = Private.file(file.resolveSibling(file.getFileName() + ".part"));
        try {
            Manifest manifest;
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.WRITE);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(STORE));
                MessageDigest digest = sha256();
                long bytes = Files.copy(copy, new DigestOutputStream(zip, digest));
                zip.closeEntry();
                manifest = Manifest.of(taken, version, bytes, HexFormat.of().formatHex(digest.digest()));
                zip.putNextEntry(new ZipEntry(MANIFEST));
                zip.write(manifest.bytes());
                zip.closeEntry();
            }
            force(part);
            Private.appear(part, file);
            return manifest;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Unpacks the store into a new file and verifies that it is what was packed.
     *
     * @throws DamagedBackup when it is not, saying where
     */
    public static Manifest unpack(Path file, Path store) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        boolean found = false;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(STORE) && !found) {
                    found = true;
                    try (OutputStream out =
                            new DigestOutputStream(Files.newOutputStream(Private.file(store)), digest)) {
                        bytes = zip.transferTo(out);
                    }
                    force(store);
                } else if (entry.getName().equals(MANIFEST) && found) {
                    Manifest manifest = Manifest.read(zip.readNBytes(LONGEST_MANIFEST));
                    compare(manifest, bytes, HexFormat.of().formatHex(digest.digest()));
                    return manifest;
                } else {
                    throw new DamagedBackup("it holds \"" + entry.getName() + "\", which no backup does at this place");
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException damaged) {
            throw new DamagedBackup((found ? STORE : "the file") + " cannot be unpacked: " + damaged.getMessage());
        }
        throw new DamagedBackup((found ? MANIFEST : STORE) + " is missing; the file may have been cut off");
    }

    private static void compare(Manifest manifest, long bytes, String sha256) {
        if (manifest.storeBytes() != bytes) {
            throw new DamagedBackup(STORE + " has " + bytes + " bytes, and its manifest says " + manifest.storeBytes());
        }
        if (!manifest.sha256().equals(sha256)) {
            throw new DamagedBackup(
                    STORE + " has the SHA-256 " + sha256 + ", and its manifest says " + manifest.sha256());
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
