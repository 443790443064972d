package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.OwnerId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

// DESIGN section 3: one schema, SQLite and PostgreSQL, the same tests on both.
@ParameterizedClass
@EnumSource(Database.class)
class StoreTest {
    private final Database database;

    @TempDir
    Path folder;

    private String url = "";
    private Store store;

    StoreTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        url = database.url(folder);
        store = Store.open(url, InstantSource.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_was_written_is_there_after_a_restart() {
        store.write(tx -> put(tx, "a", "1"));
        store.close();
        store = Store.open(url, InstantSource.system());
        assertThat(setting("a")).contains("1");
    }

    @Test
    void a_failed_statement_does_not_repeat_its_values() { // SECURITY Keys and secrets: never in logs
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.owners().setPassphrase(new OwnerId("ow_nobody"), "$argon2id$a-hash-to-guess-at", Instant.now());
                    return true;
                }))
                .isInstanceOf(RuntimeException.class)
                .extracting(failure -> {
                    var log = new StringWriter();
                    failure.printStackTrace(new PrintWriter(log));
                    return log.toString();
                })
                .asString()
                .doesNotContain("a-hash-to-guess-at");
    }

    @Test
    void a_body_that_throws_changes_nothing_and_its_cause_reaches_the_caller() {
        var refused = new IllegalStateException("no");
        assertThatThrownBy(() -> store.write(tx -> {
                    put(tx, "a", "1");
                    throw refused;
                }))
                .isSameAs(refused);
        assertThat(setting("a")).isEmpty();
    }

    @Test
    @Timeout(60)
    void a_body_that_fails_with_an_error_fails_alone() { // its thread serves everybody
        for (var i = 0; i < 5; i++) {
            assertThatThrownBy(() -> store.write(tx -> {
                        put(tx, "a", "1");
                        throw new StackOverflowError("too deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThatThrownBy(() -> store.read(_ -> {
                        throw new StackOverflowError("too deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
        assertThat(setting("a")).isEmpty();
        store.write(tx -> put(tx, "b", "2"));
        assertThat(setting("b")).contains("2");
    }

    @Test
    void one_refused_body_does_not_touch_those_committed_beside_it() throws Exception {
        var tasks = new ArrayList<Callable<Boolean>>();
        for (var i = 0; i < 300; i++) {
            var number = i;
            tasks.add(() -> write(number));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(tasks)) answer.get();
        }
        var present = store.read(tx -> {
            var found = new ArrayList<Integer>();
            for (var i = 0; i < 300; i++) if (tx.settings().find("k" + i).isPresent()) found.add(i);
            return found;
        });
        assertThat(present).hasSize(200).noneMatch(number -> number % 3 == 0);
    }

    private boolean write(int number) {
        try {
            return store.write(tx -> {
                put(tx, "k" + number, "v");
                if (number % 3 == 0) throw new IllegalStateException("every third is refused");
                return true;
            });
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Test
    void racing_read_modify_writes_lose_nothing() throws Exception {
        store.write(tx -> put(tx, "n", "0"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = List.<Callable<Boolean>>of(this::increments, this::increments, this::increments);
            for (var answer : threads.invokeAll(tasks)) answer.get();
        }
        assertThat(setting("n")).contains("60");
    }

    private boolean increments() {
        for (var i = 0; i < 20; i++) {
            store.write(tx -> {
                var n = Integer.parseInt(tx.settings().find("n").orElseThrow());
                return put(tx, "n", Integer.toString(n + 1));
            });
        }
        return true;
    }

    @Test
    void a_read_sees_every_write_that_returned_before() {
        for (var i = 0; i < 50; i++) {
            var value = Integer.toString(i);
            store.write(tx -> put(tx, "a", value));
            assertThat(setting("a")).contains(value);
        }
    }

    @Test
    void events_keep_the_order_of_their_commits() {
        for (var i = 0; i < 5; i++) {
            var id = "e" + i;
            store.write(tx -> {
                tx.events().append(event(id));
                return true;
            });
        }
        var events = store.read(tx -> tx.events().after(0, 10));
        assertThat(events).extracting(stored -> stored.entry().id()).containsExactly("e0", "e1", "e2", "e3", "e4");
        assertThat(events).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
    }

    @Test
    void a_closed_store_refuses_instead_of_hanging() {
        store.close();
        assertThatThrownBy(() -> store.write(tx -> put(tx, "a", "1"))).isInstanceOf(StoreUnavailable.class);
        store = Store.open(url, InstantSource.system());
    }

    private Optional<String> setting(String name) {
        return store.read(tx -> tx.settings().find(name));
    }

    private static boolean put(Tx tx, String name, String value) {
        tx.settings().put(name, value);
        return true;
    }

    private static Events.Entry event(String id) {
        var none = Optional.<String>empty();
        return new Events.Entry(id, "ask", Instant.now(), none, none, none, none, none, none, none, "salt", "{}");
    }
}
