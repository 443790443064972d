package dev.countersign.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the layout: who may know whom, and who may change anything. DESIGN 2. */
class LayoutTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.countersign");

    @ParameterizedTest
    @CsvSource({
        "core, ''",
        "ledger, core",
        "store, core ledger",
        "acts, core ledger store",
        "guard, core",
        "gateway, core guard acts store",
        "server, core ledger store acts guard gateway",
        "cli, core ledger store acts guard gateway server"
    })
    void a_room_knows_only_the_rooms_it_stands_on(String room, String known) { // DESIGN 2: layout
        String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(known.split(" ")))
                .filter(name -> !name.isEmpty())
                .map(LayoutTest::room)
                .toArray(String[]::new);

        assertThat(ALL.that(resideInAPackage(room(room)))).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage(room(room))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.countersign..").and(resideOutsideOfPackages(allowed)))
                .check(ALL);
    }

    @Test
    void acts_and_all_below_speak_no_http() { // DESIGN 2: acts imports no HTTP
        noClasses()
                .that()
                .resideInAnyPackage(room("core"), room("ledger"), room("store"), room("acts"), room("guard"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..", "java.net.http..", "com.sun.net..", "jakarta.servlet..")
                .check(ALL);
    }

    @Test
    void only_acts_writes_through_the_store() { // DESIGN 2: only acts writes through store
        DescribedPredicate<JavaMethod> writes = describe(
                "change rows",
                method -> method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().getFullName().equals("org.jdbi.v3.core.Handle")
                                && Set.of("execute", "createUpdate", "prepareBatch", "createScript")
                                        .contains(call.getName())));

        assertThat(ALL.that(resideInAPackage(room("store"))).stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(writes)
                        .count())
                .isGreaterThan(20);
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(room("store"))
                .and(writes)
                .should()
                .onlyBeCalled()
                .byClassesThat()
                .resideInAnyPackage(room("acts"), room("store"))
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(room("acts"), room("store"))
                .should()
                .callMethod("dev.countersign.store.Store", "write", "dev.countersign.store.Transaction")
                .orShould()
                .callMethod("dev.countersign.store.Store", "writeGuarded", "dev.countersign.store.Transaction")
                .check(ALL);
    }

    @Test
    void the_packages_of_the_server_know_each_other_in_one_direction() { // DESIGN 2: layout
        // What is made of a template knows the view it shows.
        JavaClasses written = ALL.that(resideOutsideOfPackages("..pages.generated.."));

        slices().matching("dev.countersign.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(written);
        slices().matching("dev.countersign.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    @Test
    void only_the_composition_root_knows_all_rooms_of_the_server() { // DESIGN 2: one composition root
        noClasses()
                .that()
                .resideInAPackage("dev.countersign.server.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.countersign.server")
                .check(ALL);
    }

    @Test
    void nothing_static_changes() { // DESIGN 2: no static state
        fields().that().areStatic().and(areNotSynthetic()).should().beFinal().check(ALL);
    }

    @Test
    void no_class_has_a_name_that_says_nothing() { // EXEMPLARS: no Manager, Helper, Util, Impl
        assertThat(ALL.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> List.of("Manager", "Helper", "Util", "Utils", "Impl").stream()
                                .anyMatch(name::endsWith)))
                .isEmpty();
    }

    private static DescribedPredicate<JavaField> areNotSynthetic() {
        return describe(
                "are written by a person", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    private static String room(String name) {
        return "dev.countersign." + name + "..";
    }
}
