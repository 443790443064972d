package dev.countersign.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;

/** The databases every storage test runs on: the real ones. */
public enum Database {
    SQLITE {
        @Override
        public String url(Path folder) {
            return "jdbc:sqlite:" + folder.resolve("countersign.db");
        }
    },
    POSTGRESQL {
        @Override
        public String url(Path folder) {
            try (var connection = Running.SERVER.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                var name = "t" + UUID.randomUUID().toString().replace("-", "");
                statement.execute("create database " + name);
                return Running.SERVER.getJdbcUrl("postgres", name);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    };

    /** One server for all tests of this JVM, started when first needed; each url is a fresh database. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                var data = Files.createTempDirectory("countersign-postgres");
                var server = EmbeddedPostgres.builder()
                        .setDataDirectory(data.toFile())
                        .setCleanDataDirectory(false)
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("fsync", "off")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, data)));
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** Nobody waits for the removal of tens of thousands of files: a JVM that takes too long to end is killed. */
        private static void stop(EmbeddedPostgres server, Path data) {
            try {
                server.close();
                new ProcessBuilder("rm", "-rf", data.toString()).start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** The address of a fresh database. */
    public abstract String url(Path folder);

    public Store open(Path folder, InstantSource clock) {
        return Store.open(url(folder), clock);
    }
}
