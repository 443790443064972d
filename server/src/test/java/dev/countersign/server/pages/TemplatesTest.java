package dev.countersign.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What jte's own policies do not stop, held by reading the templates. */
class TemplatesTest {
    private static final Path ROOT = Path.of("src/main/jte");

    static Stream<Path> templates() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".jte")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_template_prints_text_unescaped(Path template) throws IOException { // DESIGN Consent
        assertThat(Files.readString(template)).doesNotContain("$unsafe");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_template_holds_script_style_or_handlers(Path template)
            throws IOException { // OAuth 2.1 §7.13, DESIGN Consent
        assertThat(Files.readString(template))
                .doesNotContainPattern(Pattern.compile("<style|<script(?![^>]*\\ssrc=)|<iframe|<object|<embed|<base"))
                .doesNotContainPattern(Pattern.compile("\\sstyle\\s*="))
                .doesNotContainPattern(Pattern.compile("\\son[a-z]+\\s*=", Pattern.CASE_INSENSITIVE));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_template_loads_anything_from_elsewhere(Path template) throws IOException { // DESIGN Consent
        assertThat(Files.readString(template)).doesNotContainPattern("(src|href|action)=\"(https?:)?//");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_template_chooses_for_the_human(Path template) throws IOException { // BEHAVIOURS B2.1
        if (searches(template)) return;
        assertThat(Files.readString(template)).doesNotContainPattern("\\s(checked|selected)[\\s=>]");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void no_form_is_sent_by_get(Path template) throws IOException { // BEHAVIOURS B2.5
        if (searches(template)) return;
        assertThat(Files.readString(template)).doesNotContainPattern("<form(?![^>]*method=\"post\")");
    }

    /** What only looks for what happened can be linked to, and shows what is looked for. It allows nothing. */
    private static boolean searches(Path template) {
        return template.endsWith(Path.of("console", "activity.jte"));
    }
}
