package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @TempDir
    Path folder;

    @Test // issue 2 point 1: a second server on the same SQLite data is refused clearly
    void a_second_process_on_the_same_file_is_refused_with_a_remedy() {
        var url = Database.SQLITE.url(folder);
        try (var _ = Store.open(url, InstantSource.system())) {
            assertThatThrownBy(() -> Store.open(url, InstantSource.system()))
                    .isInstanceOf(StoreInUse.class)
                    .hasMessageContaining("--data");
        }
        Store.open(url, InstantSource.system()).close();
    }

    @Test
    void other_users_of_the_computer_cannot_read_it() throws Exception { // SECURITY: the database
        var file = folder.resolve("private.db");
        try (var store = Store.open("jdbc:sqlite:" + file, InstantSource.system())) {
            store.write(tx -> tx.owners().any());
            try (var made = Files.list(folder)) {
                assertThat(made.filter(each -> each.toString().matches(".*/private\\.db(-wal|-shm)?")))
                        .isNotEmpty()
                        .allSatisfy(
                                each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void a_file_from_a_newer_schema_is_refused_and_left_alone() throws Exception {
        var url = Database.SQLITE.url(folder);
        Store.open(url, InstantSource.system()).close();
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("insert into schema_version (version) values (999)");
        }
        assertThatThrownBy(() -> Store.open(url, InstantSource.system())).hasStackTraceContaining("newer Countersign");
    }

    @Test // DESIGN section 3: WAL, synchronous=FULL
    void commits_are_synced_to_disk() {
        try (var store = Store.open(Database.SQLITE.url(folder), InstantSource.system())) {
            boolean written = store.write(tx -> {
                tx.settings().put("a", "1");
                return true;
            });
            assertThat(written).isTrue();
            assertThat(folder.resolve("countersign.db-wal")).exists();
        }
    }

    @Test
    void an_unknown_store_is_refused_without_echoing_its_secrets() {
        assertThatThrownBy(() -> Store.open("jdbc:mysql://h/d?password=hunter2", InstantSource.system()))
                .hasMessageContaining("jdbc:sqlite:FILE")
                .hasMessageNotContaining("hunter2");
    }
}
