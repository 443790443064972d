package dev.countersign.server.people;

import java.text.Normalizer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hashes and verifies passphrases on two threads of its own with a short queue, so that guessing costs neither the other
 * requests' time nor unbounded memory. Text is prepared as an OpaqueString (RFC 8265 §4.2): NFC, every space an ASCII space.
 * Thread-safe.
 */
public final class Passphrases implements AutoCloseable {
    /** How many passphrases are looked at at once. */
    static final int THREADS = 2;

    private static final int WAITING = 32;
    private static final int LONGEST_TEXT = 4 * PassphraseRules.LONGEST;

    /** More passphrases wait than will be looked at soon: try again in {@link #RETRY_SECONDS} seconds. */
    public static final class Busy extends RuntimeException {
        /** When to try again. */
        public static final int RETRY_SECONDS = 5;

        Busy() {
            super(
                    "too many passphrases are being checked; try again in " + RETRY_SECONDS + " seconds",
                    null,
                    false,
                    false);
        }
    }

    private final Argon2.Cost cost;
    private final ThreadPoolExecutor threads;
    /** Verified against when there is no such account, so that the answer takes as long. */
    private final String nobody;

    public Passphrases() {
        this(Argon2.Cost.FULL);
    }

    Passphrases(Argon2.Cost cost) {
        this.cost = cost;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("passphrase-", 0).factory(),
                new ThreadPoolExecutor.AbortPolicy());
        nobody = Argon2.nobodys(cost);
    }

    /**
     * The hash to store, as a PHC string.
     *
     * @throws Busy when too many wait already
     */
    public String hash(String passphrase) {
        if (tooLong(passphrase)) throw new IllegalArgumentException("no passphrase is that long");
        return await(() -> Argon2.hash(prepare(passphrase), cost));
    }

    /**
     * Whether the passphrase has this hash. With no hash the answer is false and takes as long.
     *
     * @throws Busy when too many wait already
     */
    public boolean verify(String passphrase, Optional<String> hash) {
        if (tooLong(passphrase)) return false;
        var stored = hash.orElse(nobody);
        return await(() -> Argon2.verify(prepare(passphrase), stored)) && hash.isPresent();
    }

    /**
     * Whether the text is longer than any passphrase is. It is asked before the text is prepared, for normalising a long
     * run of accents takes the square of its length: megabytes of them would hold both threads for many minutes.
     */
    static boolean tooLong(String passphrase) {
        return passphrase.length() > LONGEST_TEXT;
    }

    static String prepare(String passphrase) {
        var spaced = new StringBuilder(passphrase.length());
        passphrase
                .codePoints()
                .map(point -> Character.isSpaceChar(point) ? ' ' : point)
                .forEach(spaced::appendCodePoint);
        return Normalizer.normalize(spaced, Normalizer.Form.NFC);
    }

    private <T> T await(Callable<T> work) {
        try {
            return join(threads.submit(work));
        } catch (RejectedExecutionException _) {
            throw new Busy();
        }
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("hashing a passphrase failed", failure.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
