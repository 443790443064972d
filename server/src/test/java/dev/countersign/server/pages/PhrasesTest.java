package dev.countersign.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the console says stands in one bundle, and all that stands there is said. */
class PhrasesTest {
    private static final Path TEMPLATES = Path.of("src/main/jte/console");
    private static final Pattern NAMED = Pattern.compile("Phrases\\.(?:say|around)\\(\\s*\"([^\"]+)\"[,)]");
    private static final Pattern WHEN = Pattern.compile("template\\.console\\.when\\(key = \"([^\"]+)\"");
    private static final Pattern EMPTY = Pattern.compile("template\\.console\\.empty\\(key = \"([^\"]+)\"");
    private static final Pattern DONE = Pattern.compile("Desk\\.done\\([^;]*?\"([a-z-]+)\"\\)");

    static Stream<Path> templates() throws IOException {
        try (var files = Files.walk(TEMPLATES)) {
            return files.filter(file -> file.toString().endsWith(".jte")).toList().stream();
        }
    }

    private static List<String> sources() throws IOException {
        var sources = new ArrayList<String>();
        for (var root : List.of(Path.of("src/main/jte"), Path.of("src/main/java/dev/countersign/server"))) {
            try (var files = Files.walk(root)) {
                for (var file : files.filter(Files::isRegularFile).toList()) sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void every_phrase_that_is_said_stands_in_the_bundle() throws IOException { // issue 7 §9: strings in one bundle
        var said = new TreeSet<String>();
        for (var source : sources()) {
            NAMED.matcher(source).results().forEach(found -> said.add(found.group(1)));
            WHEN.matcher(source).results().forEach(found -> said.add(found.group(1)));
            EMPTY.matcher(source).results().forEach(found -> {
                said.add(found.group(1) + ".heading");
                said.add(found.group(1) + ".sentence");
            });
            DONE.matcher(source).results().forEach(found -> said.add("done." + found.group(1)));
        }
        for (var section : Section.values()) said.add("section." + section);

        assertThat(said)
                .hasSizeGreaterThan(10)
                .allSatisfy(key -> assertThat(Phrases.has(key)).as(key).isTrue());
    }

    @Test
    void every_phrase_of_the_bundle_is_said_somewhere() throws IOException { // issue 7 §9: strings in one bundle
        var all = String.join("\n", sources());

        assertThat(Phrases.keys()).allSatisfy(key -> {
            var start = key.substring(0, key.indexOf('.') + 1);
            var end = key.substring(key.lastIndexOf('.') + 1);
            var stem = key.substring(0, Math.max(0, key.lastIndexOf('.')));
            assertThat(all.contains("\"" + key + "\"")
                            || composed(key, all)
                            || (List.of("heading", "sentence", "next").contains(end)
                                    && all.contains("key = \"" + stem + "\""))
                            || (start.equals("done.") && all.contains("\"" + key.substring(5) + "\"")))
                    .as(key)
                    .isTrue();
        });
    }

    private static boolean composed(String key, String all) {
        return IntStream.range(0, key.length())
                .filter(at -> key.charAt(at) == '.')
                .anyMatch(at -> all.contains("\"" + key.substring(0, at + 1) + "\" +"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_page_of_the_console_has_words_of_its_own(Path template) throws IOException { // issue 7 §9: one bundle
        var text = Files.readString(template)
                .replaceAll("(?m)^\\s*[@!].*$", "")
                .replaceAll("@template[\\w.]+\\((?:[^()]|\\([^()]*\\))*\\)", "")
                .replaceAll("@(if|elseif|else|endif|for|endfor)\\b(\\((?:[^()]|\\([^()]*\\))*\\))?", "")
                .replaceAll("\\$\\{[^}]*\\}", "")
                .replaceAll("(?s)<[^>]*>", "");

        assertThat(text).doesNotContainPattern("[A-Za-z]{2,}");
    }

    @Test
    void a_phrase_has_no_straight_apostrophe_which_would_quote() { // java.text.MessageFormat
        assertThat(Phrases.keys())
                .allSatisfy(
                        key -> assertThat(Phrases.say(key, 2, 2, 2, 2)).as(key).doesNotContain("'", "{"));
    }
}
