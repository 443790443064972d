package dev.countersign.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.OwnerScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say stands in one bundle, and all that stands there is said. */
class PhrasesTest {
    private static final Path TEMPLATES = Path.of("src/main/jte");
    private static final Path PAGES = Path.of("src/main/java/dev/countersign/server");
    private static final Pattern NAMED =
            Pattern.compile("(?:Phrases\\.(?:say|tell|around)|Finding\\.(?:proved|open))\\(\\s*\"([^\"]+)\"[,)]");
    private static final Pattern CHOSEN =
            Pattern.compile("(?:Phrases\\.say|Finding\\.proved)\\([^;\"]*?\\? \"([^\"]+)\" : \"([^\"]+)\"\\)");
    private static final Pattern REFUSAL = Pattern.compile("Phrases\\.refusal\\(\\d+, \"([^\"]+)\"");
    private static final Pattern COMMAND = Pattern.compile(
            "^(?:countersign|claude|codex|opencode) | --?[a-z]|charset=|^attachment; |(?:args|command) = ");
    private static final Pattern EVENT = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern WORDS =
            Pattern.compile("[a-z]{2,}[,.:;]? [a-z]|^[A-Z][a-z]+[ ,.:]|^[A-Z][a-z]{2,}$| [a-z]{2,} ");
    /** Code, not words of a page: a trap for each would only be noise. */
    private static final Pattern NOT_SAID = Pattern.compile(
            "throw new \\w+(?:Exception|Error)\\(|super\\(|LOG\\.|orElseThrow|Pattern\\.compile|@SuppressWarnings");

    private static final Pattern WHEN = Pattern.compile("template\\.console\\.when\\(key = \"([^\"]+)\"");
    private static final Pattern EMPTY = Pattern.compile("template\\.console\\.empty\\(key = \"([^\"]+)\"");
    private static final Pattern DONE = Pattern.compile("Desk\\.done\\([^;]*?\"([a-z-]+)\"\\)");

    /** A pair with up to two more inside. */
    private static final String BRACKETS = "\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)";

    /** What goes to programs or into hashes: nobody reads it on a page. */
    private static final Set<String> PROTOCOL = Set.of(
            "The owner said no.",
            "This owner may give nothing of what was asked; another may.",
            "Nobody decided. A human has to decide.",
            "form token of ",
            "Origin",
            "Countersign",
            "Claude Code",
            "public, max-age=31536000, immutable");

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
            CHOSEN.matcher(source).results().forEach(found -> {
                said.add(found.group(1));
                said.add(found.group(2));
            });
            REFUSAL.matcher(source).results().forEach(found -> {
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
        var refusals =
                REFUSAL.matcher(all).results().map(found -> found.group(1)).toList();

        assertThat(Phrases.keys()).allSatisfy(key -> {
            var start = key.substring(0, key.indexOf('.') + 1);
            var end = key.substring(key.lastIndexOf('.') + 1);
            var stem = key.substring(0, Math.max(0, key.lastIndexOf('.')));
            assertThat(all.contains("\"" + key + "\"")
                            || composed(key, all)
                            || (List.of("heading", "sentence", "next").contains(end)
                                    && (all.contains("key = \"" + stem + "\"") || refusals.contains(stem)))
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
    void no_page_has_words_of_its_own(Path template) throws IOException { // issue 7 §9: one bundle
        var source = Files.readString(template);
        assertThat(source).doesNotContainPattern("(?:aria-label|alt|title|placeholder)=\"[^\"$]*[A-Za-z]{2,}");

        var text = source.replaceAll("(?m)^\\s*@(?:import|param) .*$", "")
                .replaceAll("(?m)^\\s*@template[^`]*@`$|^`\\)$", "")
                .replaceAll("(?m)^\\s*!\\{.*\\}$", "")
                .replaceAll("@template[\\w.]+" + BRACKETS, "")
                .replaceAll("@(?:if|elseif|else|endif|for|endfor)\\b(?:" + BRACKETS + ")?", "")
                .replaceAll("\\$\\{[^}]*\\}", "")
                .replaceAll("(?s)<[^>]*>", "");

        assertThat(text).doesNotContainPattern("[A-Za-z]{2,}");
    }

    static Stream<Path> classes() throws IOException {
        var found = new ArrayList<Path>();
        for (var room : List.of("consent", "people", "console", "pages")) {
            try (var files = Files.list(PAGES.resolve(room))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void no_class_of_a_page_has_words_of_its_own(Path file) throws IOException { // issue 7 §9: one bundle
        var code = Files.readString(file)
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?m)(?<!:)//.*$", "")
                .replaceAll("(?s)(?:" + NOT_SAID + ")[^;\"]*(?:\"[^\"]*\"[^;\"]*)*;", "");
        var own = LITERAL.matcher(code)
                .results()
                .map(found -> found.group(1))
                .filter(text -> WORDS.matcher(text).find())
                .filter(text -> !COMMAND.matcher(text).find())
                .filter(text -> !PROTOCOL.contains(text))
                .toList();

        assertThat(own).isEmpty();
    }

    @Test
    void an_owner_scope_means_the_same_on_a_page_and_in_the_description_of_the_api() { // DESIGN Outside surface
        for (var scope : OwnerScope.values()) {
            assertThat(Phrases.say("scope." + scope.name())).isEqualTo(scope.meaning());
        }
    }

    @Test
    void every_kind_of_act_has_a_sentence() throws IOException { // issue 7 §7: a timeline people can read
        var kinds = EVENT.matcher(Files.readString(Path.of("..", "docs", "events.md")))
                .results()
                .map(found -> found.group(1))
                .filter(kind -> !kind.endsWith("-call") || kind.equals("ask-call"))
                .toList();

        assertThat(kinds)
                .hasSizeGreaterThan(30)
                .allSatisfy(
                        kind -> assertThat(Phrases.has("act." + kind)).as(kind).isTrue());
    }

    @Test
    void a_phrase_has_no_straight_apostrophe_which_would_quote() { // java.text.MessageFormat
        assertThat(Phrases.keys())
                .allSatisfy(
                        key -> assertThat(Phrases.say(key, 2, 2, 2, 2)).as(key).doesNotContain("'", "{"));
    }
}
