package dev.countersign.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was seen of one guarded server last. Looks again when that is old, or when the server said that it changed. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final long FRESH = Duration.ofMinutes(5).toNanos();
    private static final long REST = Duration.ofSeconds(2).toNanos();

    /** Looks at the server and stores what it saw. */
    interface Looking {
        Seen look() throws IOException;
    }

    private final String name;
    private final Looking looking;
    private @Nullable Seen latest;
    private long seenAt;
    private boolean stale = true;
    private @Nullable CompletableFuture<Seen> under;
    private long lastLook = System.nanoTime() - REST;

    Shelf(String name, Looking looking) {
        this.name = name;
        this.looking = looking;
    }

    /** What was seen last, however old; waits only when nothing has been seen yet. */
    Optional<Seen> known(Duration wait) {
        synchronized (this) {
            Seen last = latest;
            if (last != null) {
                if (old()) {
                    begin();
                }
                return Optional.of(last);
            }
        }
        return seen(wait);
    }

    /** What the server shows now: at most five minutes old and not known to have changed. */
    Optional<Seen> fresh(Duration wait) {
        synchronized (this) {
            Seen last = latest;
            if (last != null && !old()) {
                return Optional.of(last);
            }
        }
        return seen(wait);
    }

    /** Looks, and again when that fails, for as long as there is time. */
    private Optional<Seen> seen(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try {
            for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
                try {
                    return Optional.of(begin().get(left, TimeUnit.NANOSECONDS));
                } catch (ExecutionException e) {
                    LOG.debug("{}: another look", name, e);
                }
            }
        } catch (TimeoutException e) {
            LOG.debug("{}: not seen in time", name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** The server may have changed: looks again soon. */
    synchronized void changed() {
        stale = true;
        begin();
    }

    private boolean old() {
        return stale || System.nanoTime() - seenAt > FRESH;
    }

    private synchronized CompletableFuture<Seen> begin() {
        CompletableFuture<Seen> running = under;
        if (running != null) {
            return running;
        }
        CompletableFuture<Seen> look = new CompletableFuture<>();
        under = look;
        long pause = Math.max(0, REST - (System.nanoTime() - lastLook));
        Thread.ofVirtual().name("catalogue-" + name).start(() -> run(look, pause));
        return look;
    }

    private void run(CompletableFuture<Seen> look, long pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause);
            synchronized (this) {
                stale = false; // what changes from here on calls for another look
                lastLook = System.nanoTime();
            }
            Seen seen = looking.look();
            done(seen);
            look.complete(seen);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: its tools cannot be listed: {}", name, e.getMessage());
            done(null);
            look.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done(null);
            look.completeExceptionally(e);
        }
    }

    private synchronized void done(@Nullable Seen seen) {
        under = null;
        if (seen == null) {
            stale = true;
            return;
        }
        latest = seen;
        seenAt = System.nanoTime();
        if (stale) {
            begin();
        }
    }
}
