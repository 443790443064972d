package dev.countersign.server.ledger;

import dev.countersign.acts.ledger.Log;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/** Writes checkpoints to a file or folder on another mount, and looks first whether what stands there is of this log. */
record FolderAnchor(Path path, NoteKey key, Log log) {
    private static final String SUFFIX = ".checkpoint";

    void send(SignedNote note) throws AnchorTrouble {
        var checkpoint = Checkpoint.parse(note);
        try {
            var folder = Files.isDirectory(path);
            var newest = folder ? newest() : Files.exists(path) ? Optional.of(path) : Optional.<Path>empty();
            if (newest.isPresent()) compare(newest.get(), checkpoint);
            write(folder ? path.resolve("%019d%s".formatted(checkpoint.size(), SUFFIX)) : path, note.toString());
        } catch (IOException failed) {
            throw AnchorTrouble.missing(
                    "cannot be written (" + failed.getClass().getSimpleName() + ")");
        }
    }

    private Optional<Path> newest() throws IOException {
        try (var files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .max(Comparator.comparing(file -> file.getFileName().toString()));
        }
    }

    private void compare(Path file, Checkpoint now) throws IOException, AnchorTrouble {
        try {
            var note = SignedNote.parse(Files.readString(file));
            var before = Checkpoint.parse(note);
            if (note.signedBy(key).isEmpty()) throw AnchorTrouble.diverging(file + " is not signed by this log");
            if (before.size() > now.size()) {
                throw AnchorTrouble.diverging(file + " saw " + before.size() + " entries; this log has " + now.size());
            }
            if (!log.consistency(before.size(), now).proves(before.root(), now.root())) {
                throw AnchorTrouble.diverging("this log does not continue " + file);
            }
        } catch (IllegalArgumentException damaged) {
            throw AnchorTrouble.diverging(file + " is no checkpoint");
        }
    }

    /** Under another name first, so that a reader never sees half of it. */
    private static void write(Path file, String text) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                draft,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SYNC,
                StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
