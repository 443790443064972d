package dev.countersign.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md what the records say. Write it anew with {@code -Dcountersign.docs=write}. */
class ReferenceTest {
    private static final Path FILE = Path.of("..", "docs", "configuration.md");

    @Test
    void the_committed_reference_is_what_the_records_say()
            throws IOException { // issue 2, Proof: generated from the records
        String expected = new Reference().text();
        if ("write".equals(System.getProperty("countersign.docs"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, expected);
        }
        assertThat(FILE)
                .as("stale; run: mvn -pl server -am -Dtest=ReferenceTest -Dcountersign.docs=write test")
                .hasContent(expected);
    }
}
