package dev.countersign.cli.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Notes, one text file each, in one folder. A name can never lead out of the folder. File names are plain ASCII, other
 * letters are percent-encoded: a process without a locale cannot spell them.
 */
final class Notes {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,79}");
    private static final int LARGEST = 100_000;
    private static final String SUFFIX = ".md";

    /** File systems take names of 255 bytes. */
    private static final int LONGEST_FILE_NAME = 255;

    private final Path folder;

    private Notes(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder; a new one gets a first note. */
    static Notes in(Path folder) {
        Notes notes = new Notes(folder);
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                notes.write(
                        "welcome",
                        "These notes are guarded by Countersign. An agent reads them only when you said so.\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return notes;
    }

    List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .flatMap(name -> decoded(name.substring(0, name.length() - SUFFIX.length())))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws NoteException when there is no such note
     */
    String read(String name) {
        try {
            return Files.readString(existing(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the notes that contain the text, whatever its case. */
    List<String> search(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return names().stream()
                .filter(name ->
                        (name + "\n" + read(name)).toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    }

    /** Makes the note, or puts the text in place of what it said. */
    void write(String name, String text) {
        if (text.length() > LARGEST) {
            throw new NoteException("a note has at most " + LARGEST + " characters; this one has " + text.length());
        }
        Path file = file(name);
        try {
            Path draft = Files.createTempFile(folder, "draft", ".tmp");
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws NoteException when there is no such note
     */
    void delete(String name) {
        try {
            Files.delete(existing(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path existing(String name) {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            throw new NoteException("there is no note \"" + name + "\"; list_notes tells which there are");
        }
        return file;
    }

    private Path file(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new NoteException("\"" + name
                    + "\" cannot be a note's name; use letters, digits, spaces and . _ - (at most 80 characters)");
        }
        String file = encoded(name) + SUFFIX;
        if (file.length() > LONGEST_FILE_NAME) {
            throw new NoteException("the name is too long for a file; use fewer letters");
        }
        return folder.resolve(file);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace('+', ' ');
    }

    private static Stream<String> decoded(String file) {
        try {
            String name = URLDecoder.decode(file, StandardCharsets.UTF_8);
            return encoded(name).equals(file) ? Stream.of(name) : Stream.empty();
        } catch (IllegalArgumentException foreign) {
            return Stream.empty();
        }
    }
}
