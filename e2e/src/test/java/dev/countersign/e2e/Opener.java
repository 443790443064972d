package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/** Stands on a program's path in place of the desktop's, and takes the pages that the program wants to open. */
final class Opener {
    private final Path folder;

    /** @param folder where it stands, to be put in front of the path */
    Opener(Path folder) throws IOException {
        this.folder = folder;
        // Moved when it is whole: who reads it sees no half of an address.
        Path file = Files.writeString(
                program(),
                "#!/bin/sh\nprintf '%s\\n' \"$1\" > " + folder + "/url.part\nmv " + folder + "/url.part " + url()
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    Path folder() {
        return folder;
    }

    Path program() {
        return folder.resolve("xdg-open");
    }

    private Path url() {
        return folder.resolve("url");
    }

    /** The page somebody wanted to open. */
    URI opened() {
        return Deadline.await("a page to open", Duration.ofSeconds(60), () -> {
            try {
                if (!Files.exists(url())) {
                    return Optional.empty();
                }
                URI opened = URI.create(Files.readString(url()).strip());
                Files.delete(url());
                return Optional.of(opened);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
