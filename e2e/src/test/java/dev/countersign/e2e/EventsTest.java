package dev.countersign.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.countersign.acts.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The acts are the vocabulary of the log. */
class EventsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.countersign");
    private static final DescribedPredicate<JavaClass> ARE_ACTS =
            DescribedPredicate.describe("are acts", type -> type.isAssignableTo(Act.class) && !type.isInterface());

    @Test
    void every_act_is_a_record_of_all_it_needs() { // DESIGN Layout: acts, one transaction and one event each
        classes()
                .that(ARE_ACTS)
                .should()
                .beRecords()
                .andShould()
                .resideInAPackage("dev.countersign.acts")
                .check(OURS);
    }

    @Test
    void every_kind_of_event_is_written_down() throws IOException { // DESIGN Layout: the acts are the log's vocabulary
        Set<String> kinds = OURS.stream()
                .filter(ARE_ACTS)
                .map(act -> act.getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        String page = Files.readString(Path.of("..", "docs", "events.md"));

        assertThat(Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE)
                        .matcher(page)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(kinds);
    }
}
