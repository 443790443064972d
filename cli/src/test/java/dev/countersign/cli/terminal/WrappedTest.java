package dev.countersign.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.doctor.Finding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed on a terminal of 80 columns stays within them. */
class WrappedTest {
    @Test
    void words_go_on_below_where_the_text_began_and_none_is_cut() { // issue 3 §6: a terminal
        assertThat(Wrapped.text("one two three", 4, 12)).isEqualTo("one two\n    three");
        assertThat(Wrapped.text("see http://localhost:8420/mcp now", 2, 12))
                .isEqualTo("see\n  http://localhost:8420/mcp\n  now");
        assertThat(Wrapped.text("one two three", 4, 0)).as("a file has no edge").isEqualTo("one two three");
        assertThat(Wrapped.text("one", 4, 3)).isEqualTo("one");
    }

    @Test
    void a_finding_of_the_doctor_fits() { // issue 3 §8
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Findings findings = new Findings(new PrintStream(out, true, StandardCharsets.UTF_8), false, 80);
        Finding finding = new Finding(
                "device flow",
                Finding.Level.WARN,
                "the server says that this is switched off, so no agent without a browser can ask anybody",
                "switch it on with device.enabled, unless every agent here has a browser beside it");
        findings.print(finding);
        findings.sum(List.of(finding), false);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }
}
