package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors of docs/vectors, run by a verifier in another language that shares no line with ours. */
class SecondVerifierTest {
    @Test
    void a_verifier_in_javascript_agrees_with_every_vector() { // issue 5: vectors that any language can run
        Finished finished = Finished.of(new ProcessBuilder(List.of(
                Node.program().toString(),
                Path.of("..", "docs", "oauth-for-agents", "verifier.mjs")
                        .toAbsolutePath()
                        .normalize()
                        .toString())));
        assertThat(finished.code()).as(finished.toString()).isZero();
        assertThat(finished.out()).contains(" 0 wrong");
    }
}
