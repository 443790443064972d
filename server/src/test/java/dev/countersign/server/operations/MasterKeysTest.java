package dev.countersign.server.operations;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeysTest {
    private static final String BEGINS_WITH_A_SLASH = "/" + "A".repeat(42) + "=";

    @TempDir
    Path folder;

    @Test
    void a_key_may_begin_with_a_slash_like_a_path() { // DESIGN 3: COUNTERSIGN_KEY
        assertThatCode(() -> load(Map.of("COUNTERSIGN_KEY", BEGINS_WITH_A_SLASH)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_path_is_read_and_a_missing_file_is_named() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), BEGINS_WITH_A_SLASH + "\n");

        assertThatCode(() -> load(Map.of("COUNTERSIGN_KEY", file.toString()))).doesNotThrowAnyException();
        assertThatThrownBy(() -> load(
                        Map.of("COUNTERSIGN_KEY", folder.resolve("none.key").toString())))
                .hasMessageContaining("none.key")
                .hasMessageContaining("check the path");
    }

    @Test
    void a_credential_of_systemd_is_used_and_no_key_stands_beside_the_data() throws IOException {
        Files.writeString(folder.resolve("countersign.key"), BEGINS_WITH_A_SLASH);

        load(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

        assertThatCode(() -> Files.readString(folder.resolve("data/master.key")))
                .isInstanceOf(IOException.class);
    }

    private void load(Map<String, String> environment) {
        MasterKeys.load(DataFolder.at(folder.resolve("data")), environment);
    }
}
