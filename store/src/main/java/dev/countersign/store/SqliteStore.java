package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;

/**
 * SQLite with one writer that commits many waiting acts in one transaction, a savepoint each, and a few readers. All run on
 * platform threads, because the native calls would pin a virtual thread's carrier. An act that fails, with an error too (a
 * stack that is too deep), fails alone: these threads serve everybody.
 */
final class SqliteStore implements Store {
    private static final int READERS = 3;
    private static final int BATCH = 256;
    /** In pages of 4 KB: a write-ahead log of 16 MB. */
    private static final String MOVE_AFTER = "pragma wal_autocheckpoint = 4000";

    /** One waiting transaction: runs on the store's thread, then answers its caller. */
    private static final class Job<T> {
        private final Transaction<T> body;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private Optional<T> result = Optional.empty();

        Job(Transaction<T> body) {
            this.body = body;
        }

        void run(Tx tx) {
            result = Optional.of(body.in(tx));
        }

        void succeed() {
            answer.complete(result.orElseThrow());
        }

        void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }

        T await() {
            try {
                return answer.join();
            } catch (CompletionException wrapped) {
                switch (wrapped.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new StoreUnavailable("the store failed", wrapped);
                }
            }
        }
    }

    private final Path file;
    private final InstantSource clock;
    private final FileChannel lock;
    private final BlockingQueue<Job<?>> writes = new LinkedBlockingQueue<>(20_000);
    private final BlockingQueue<Job<?>> reads = new LinkedBlockingQueue<>(20_000);
    private final Authorities authorities = new Authorities();
    private final AtomicLong changes = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private SqliteStore(Path file, InstantSource clock, FileChannel lock) {
        this.file = file;
        this.clock = clock;
        this.lock = lock;
        var writer = connect(file, false);
        try (var _ = new Closing(writer)) {
            Migrations.apply(writer, Migrations.Spelling.SQLITE);
        }
        start("store-writer", () -> write(connect(file, false)));
        for (var i = 0; i < READERS; i++) start("store-reader-" + i, () -> read(connect(file, true)));
    }

    private record Closing(Handle handle) implements AutoCloseable {
        @Override
        public void close() {
            handle.close();
        }
    }

    static SqliteStore open(Path file, InstantSource clock) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            var lock = FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!acquire(lock)) {
                lock.close();
                throw new StoreInUse(
                        "another Countersign is using " + file + "; stop it, or give this one its own --data folder");
            }
            keepFromOthers(file);
            return new SqliteStore(file, clock, lock);
        } catch (IOException failure) {
            throw new StoreUnavailable("the store " + file + " cannot be opened: " + failure.getMessage(), failure);
        }
    }

    /**
     * A folder that was there before may be open to others, agents among them, and the hashes of passphrases are not theirs
     * to guess at. SQLite gives the files beside the database the permissions of the database.
     */
    private static void keepFromOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        var alone = PosixFilePermissions.fromString("rw-------");
        if (!Files.exists(file)) Files.createFile(file, PosixFilePermissions.asFileAttribute(alone));
    }

    private static boolean acquire(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static Handle connect(Path file, boolean readOnly) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5_000);
        // Nobody asks for them, and the driver would look them up after every insert.
        config.setGetGeneratedKeys(false);
        config.setReadOnly(readOnly);
        config.setTransactionMode(
                readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        var jdbi = Discreet.of(Jdbi.create(() -> connection(config, file)));
        jdbi.setStatementBuilderFactory(_ -> new KeptStatements());
        var handle = jdbi.open();
        // Rows that were written lately are written again soon, so it pays to move them to the database seldom.
        if (!readOnly) handle.createQuery(MOVE_AFTER).mapTo(Integer.class).one();
        return handle;
    }

    private static Connection connection(SQLiteConfig config, Path file) throws SQLException {
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private void start(String name, Runnable work) {
        threads.add(Thread.ofPlatform().name(name).daemon(true).start(work));
    }

    private void write(Handle handle) {
        try (handle) {
            var batch = new ArrayList<Job<?>>(BATCH);
            var known = new Known();
            while (take(writes, batch)) {
                commit(handle, batch, known);
                batch.clear();
            }
        }
    }

    private void commit(Handle handle, List<Job<?>> batch, Known known) {
        var done = new ArrayList<Job<?>>(batch.size());
        try {
            handle.begin();
            var tx = new Tx(handle, clock::instant, authorities, Optional.of(known));
            for (var job : batch) {
                handle.savepoint("act");
                try {
                    job.run(tx);
                    handle.releaseSavepoint("act");
                    done.add(job);
                } catch (RuntimeException | Error refused) {
                    handle.rollbackToSavepoint("act");
                    known.changes();
                    job.fail(refused);
                }
            }
            handle.commit();
            if (tx.reaching()) changes.incrementAndGet();
        } catch (RuntimeException | Error failure) {
            // Whether it was committed after all, nobody knows.
            changes.incrementAndGet();
            known.changes();
            undo(handle, failure);
            var cause = new StoreUnavailable("the store could not commit", failure);
            for (var job : batch) job.fail(cause);
            return;
        } finally {
            known.settled();
        }
        for (var job : done) job.succeed();
    }

    private static void undo(Handle handle, Throwable failure) {
        try {
            if (handle.isInTransaction()) handle.rollback();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private void read(Handle handle) {
        try (handle) {
            var one = new ArrayList<Job<?>>(1);
            while (take(reads, one)) {
                var job = one.removeFirst();
                try {
                    handle.begin();
                    job.run(new Tx(handle, clock::instant, authorities));
                    handle.rollback();
                    job.succeed();
                } catch (RuntimeException | Error failure) {
                    undo(handle, failure);
                    job.fail(failure);
                }
            }
        }
    }

    /** Waits for work; false once the store is closed and nothing waits. */
    private boolean take(BlockingQueue<Job<?>> queue, List<Job<?>> into) {
        while (true) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    into.add(first);
                    if (queue == writes) queue.drainTo(into, BATCH - 1);
                    return true;
                }
                if (closed) return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private <T> T submit(BlockingQueue<Job<?>> queue, Transaction<T> body) {
        var job = new Job<>(body);
        if (closed || !queue.offer(job)) {
            throw new StoreUnavailable(
                    closed ? "the store is closed" : "the store has too much to do; try again",
                    new IllegalStateException("refused"));
        }
        return job.await();
    }

    @Override
    public <T> T write(Transaction<T> body) {
        return submit(writes, body);
    }

    @Override
    public <T> T writeGuarded(Transaction<T> body) {
        return write(body);
    }

    @Override
    public <T> T read(Transaction<T> body) {
        return submit(reads, body);
    }

    /** On a connection and a thread of its own: neither the writer nor a virtual thread's carrier waits for it. */
    @Override
    public void copyTo(Path into) {
        var failed = new AtomicReference<Optional<Exception>>(Optional.empty());
        var work = Thread.ofPlatform().name("store-copy").start(() -> {
            try {
                copy(into);
            } catch (IOException | SQLException failure) {
                failed.set(Optional.of(failure));
            }
        });
        try {
            work.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the copy was interrupted", interrupted);
        }
        failed.get().ifPresent(failure -> {
            throw new StoreUnavailable("the copy " + into + " cannot be written: " + failure.getMessage(), failure);
        });
    }

    private void copy(Path into) throws IOException, SQLException {
        keepFromOthers(into);
        // SQLite takes an empty file as the place of the copy, and keeps its permissions.
        try (var connection = connection(new SQLiteConfig(), file);
                var statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, into.toString());
            statement.execute();
        } catch (SQLException failure) {
            Files.deleteIfExists(into);
            throw failure;
        }
        try (var written = FileChannel.open(into, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public OptionalLong changes() {
        return OptionalLong.of(changes.get());
    }

    @Override
    public void close() {
        closed = true;
        try {
            for (var thread : threads) thread.join(10_000);
            lock.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            throw new StoreUnavailable("the store's lock could not be released", failure);
        }
    }
}
