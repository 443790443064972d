package dev.countersign.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL: every write is serializable and runs again, at most {@value #ATTEMPTS} times, when it lost a race (40001,
 * 40P01). Reads see one committed snapshot.
 */
final class PostgresStore implements Store {
    private static final int ATTEMPTS = 12;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Authorities authorities = new Authorities();

    private PostgresStore(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Discreet.of(Jdbi.create(pool));
    }

    static PostgresStore open(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(16);
        config.setConnectionTimeout(5_000);
        config.setPoolName("countersign");
        try {
            var store = new PostgresStore(new HikariDataSource(config));
            try (Handle handle = store.jdbi.open()) {
                Migrations.apply(handle, Migrations.Spelling.POSTGRESQL);
            }
            return store;
        } catch (RuntimeException failure) {
            throw new StoreUnavailable("the PostgreSQL store cannot be opened: " + failure.getMessage(), failure);
        }
    }

    @Override
    public <T> T write(Transaction<T> body) {
        return write(body, TransactionIsolationLevel.SERIALIZABLE);
    }

    @Override
    public <T> T writeGuarded(Transaction<T> body) {
        return write(body, TransactionIsolationLevel.READ_COMMITTED);
    }

    private <T> T write(Transaction<T> body, TransactionIsolationLevel level) {
        for (var attempt = 1; ; attempt++) {
            try {
                return inTransaction(body, level);
            } catch (RuntimeException failure) {
                if (!lostRace(failure)) throw translated(failure);
                if (attempt == ATTEMPTS) throw new StoreUnavailable("the store is too busy; try again", failure);
                LoggerFactory.getLogger(PostgresStore.class).debug("lost a race, attempt {}", attempt);
                pause(attempt);
            }
        }
    }

    @Override
    public <T> T read(Transaction<T> body) {
        try {
            return inTransaction(body, TransactionIsolationLevel.REPEATABLE_READ);
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    private <T> T inTransaction(Transaction<T> body, TransactionIsolationLevel level) {
        try (Handle handle = jdbi.open()) {
            T result =
                    handle.inTransaction(level, same -> body.in(new Tx(same, () -> databaseTime(same), authorities)));
            return result;
        }
    }

    private static Instant databaseTime(Handle handle) {
        long micros = handle.createQuery("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
                .mapTo(Long.class)
                .one();
        return Times.instant(micros);
    }

    private static boolean lostRace(Throwable failure) {
        return "40001".equals(sqlState(failure)) || "40P01".equals(sqlState(failure));
    }

    private static RuntimeException translated(RuntimeException failure) {
        return sqlState(failure).isEmpty() ? failure : new StoreUnavailable("the store did not answer", failure);
    }

    private static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) return sql.getSQLState() == null ? "?" : sql.getSQLState();
        }
        return "";
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 4L << Math.min(attempt, 6)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for the store", interrupted);
        }
    }

    @Override
    public void copyTo(Path file) {
        throw new UnsupportedOperationException("PostgreSQL is copied with its own tools");
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public OptionalLong changes() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        pool.close();
    }
}
