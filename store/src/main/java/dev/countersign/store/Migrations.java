package dev.countersign.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Brings a database up to date: ordered scripts, each applied once, in one transaction. Written here because Flyway's start
 * costs a fifth of the time this server may take to its first token.
 */
final class Migrations {
    private static final List<String> SCRIPTS = List.of("V1.sql");

    private Migrations() {}

    /** How a database spells what the others spell differently. */
    enum Spelling {
        SQLITE("integer primary key", "without rowid"),
        POSTGRESQL("bigint generated always as identity primary key", "");

        private final String serial;
        private final String clustered;

        /**
         * @param serial a column that numbers rows in the order they came; no row of such a table is ever deleted
         * @param clustered after a table that is little more than its key: rows stand in the key's own tree
         */
        Spelling(String serial, String clustered) {
            this.serial = serial;
            this.clustered = clustered;
        }

        String in(String script) {
            return script.replace("${serial}", serial).replace("${clustered}", clustered);
        }
    }

    static void apply(Handle handle, Spelling spelling) {
        handle.useTransaction(tx -> {
            if (spelling == Spelling.POSTGRESQL) tx.execute("select pg_advisory_xact_lock(4207849484)");
            tx.execute("create table if not exists schema_version (version integer primary key)");
            int version = tx.createQuery("select coalesce(max(version), 0) from schema_version")
                    .mapTo(Integer.class)
                    .one();
            if (version > SCRIPTS.size()) {
                throw new IllegalStateException("the store was written by a newer Countersign (schema " + version
                        + ", this one knows " + SCRIPTS.size() + "); start the newer one");
            }
            for (var next = version + 1; next <= SCRIPTS.size(); next++) {
                tx.createScript(spelling.in(script(SCRIPTS.get(next - 1)))).execute();
                tx.execute("insert into schema_version (version) values (?)", next);
            }
        });
    }

    private static String script(String name) {
        try (var in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the script " + name + " is missing from the jar");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
