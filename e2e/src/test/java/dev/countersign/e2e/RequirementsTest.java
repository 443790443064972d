package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/requirements.md true: every demand of docs/requirements.tsv with the tests that name it in a comment. Run with
 * {@code -Dcountersign.docs=write} to make it anew.
 */
class RequirementsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern METHOD =
            Pattern.compile("^(?<indent>\\s*)(?:public |private |protected )?void (?<name>\\w+)\\(");
    private static final Pattern TEST =
            Pattern.compile("^\\s*@(?:Test|ParameterizedTest|Property|RepeatedTest|FuzzTest|TestFactory)\\b");
    private static final Pattern TYPE = Pattern.compile("^\\s*(?:public |final |abstract )*class (\\w+)");

    /** One comment that stands at a test or at a class of tests. */
    private record Proof(String comment, String test) {}

    @Test
    void the_table_of_requirements_is_up_to_date() throws IOException {
        var page = page();
        var file = ROOT.resolve("docs/requirements.md");
        if ("write".equals(System.getProperty("countersign.docs"))) Files.writeString(file, page);
        assertThat(Files.readString(file))
                .as("run: mvn -pl e2e -am test -Dtest=RequirementsTest -Dcountersign.docs=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(page);
    }

    private static String page() throws IOException {
        var proofs = proofs();
        var page = new StringBuilder("""
                # Requirements and their proofs

                Made from [requirements.tsv](requirements.tsv) and from the comments at the tests. A demand without a test
                is not proved yet: most of those belong to parts that are not built.
                """);
        for (var line : Files.readAllLines(ROOT.resolve("docs/requirements.tsv"))) {
            if (line.startsWith("## ")) {
                page.append('\n').append(line).append("\n\n| id | demand | proved by |\n|---|---|---|\n");
            } else if (line.contains("\t")) {
                var id = line.substring(0, line.indexOf('\t'));
                var demand = line.substring(line.indexOf('\t') + 1);
                page.append("| %s | %s | %s |%n".formatted(id, demand, provers(id, proofs)));
            }
        }
        return page.toString();
    }

    private static String provers(String id, List<Proof> proofs) {
        var named = Pattern.compile("(?<![\\w.-])" + Pattern.quote(id) + "(?![\\w-]|\\.\\d)");
        var tests = new TreeSet<String>();
        for (var proof : proofs) if (named.matcher(proof.comment()).find()) tests.add("`" + proof.test() + "`");
        return tests.isEmpty() ? "not yet" : String.join("<br>", tests);
    }

    private static List<Proof> proofs() throws IOException {
        var proofs = new ArrayList<Proof>();
        for (var file : testSources()) proofs.addAll(proofs(Files.readAllLines(file)));
        return proofs;
    }

    private static List<Path> testSources() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> file.toString().contains("/src/test/java/"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * A comment on an annotation's line or alone before it belongs to the next test or class; one at the head of a test or
     * in its body belongs to that test. What stands in a method that is no test proves nothing.
     */
    private static List<Proof> proofs(List<String> lines) {
        var found = new ArrayList<Proof>();
        var said = new StringBuilder();
        var type = "";
        var method = "";
        var indent = "";
        var head = false;
        var test = false;
        for (var line : joined(lines)) {
            var comment = said(line);
            if (!method.isEmpty()) {
                if (test && !comment.isEmpty()) found.add(new Proof(comment, type + "." + method));
                var over = !head && line.equals(indent + "}");
                head = head && !line.contains("{");
                test = test && !over;
                method = over ? "" : method;
                continue;
            }
            said.append(comment);
            if (TEST.matcher(line).find()) test = true;
            var opening = TYPE.matcher(line);
            var named = METHOD.matcher(line);
            if (opening.find()) {
                type = opening.group(1);
                if (!said.isEmpty()) found.add(new Proof(said.toString(), type));
                said.setLength(0);
                test = false;
            } else if (named.find()) {
                if (test && !said.isEmpty()) found.add(new Proof(said.toString(), type + "." + named.group("name")));
                said.setLength(0);
                method = line.endsWith("}") ? "" : named.group("name");
                indent = named.group("indent");
                head = !line.contains("{");
                test = test && !method.isEmpty();
            } else if (line.endsWith(";") || line.strip().equals("}")) {
                said.setLength(0);
                test = false;
            }
        }
        return found;
    }

    /** What a line says of itself: its comment, and the name it is shown by. */
    private static String said(String line) {
        var comment = line.indexOf("// ");
        var display = line.indexOf("@DisplayName(");
        return (comment < 0 ? "" : " " + withRanges(line.substring(comment + 3)))
                + (display < 0 ? "" : " " + line.substring(display));
    }

    /** The formatter puts a long name on a line of its own. */
    private static List<String> joined(List<String> lines) {
        var joined = new ArrayList<String>();
        for (var line : lines) {
            var alone = !joined.isEmpty() && joined.getLast().strip().equals("void");
            joined.add(alone ? joined.removeLast() + " " + line.strip() : line);
        }
        return joined;
    }

    /** Spells {@code AS-20..22} and {@code RS-02/03} out. */
    private static String withRanges(String comment) {
        var spelled = new LinkedHashMap<String, String>();
        var range =
                Pattern.compile("([A-Z]+-)(\\d\\d)\\.\\.(?:[A-Z]+-)?(\\d\\d)").matcher(comment);
        while (range.find()) {
            var all = new StringBuilder();
            for (var i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
                all.append(' ').append(range.group(1)).append("%02d".formatted(i));
            }
            spelled.put(range.group(), all.toString());
        }
        var list = Pattern.compile("([A-Z]+-)(\\d\\d)((?:/\\d\\d)+)").matcher(comment);
        while (list.find()) {
            spelled.put(
                    list.group(), list.group(1) + list.group(2) + list.group(3).replace("/", " " + list.group(1)));
        }
        var text = comment;
        for (Map.Entry<String, String> each : spelled.entrySet()) text = text.replace(each.getKey(), each.getValue());
        return text;
    }
}
