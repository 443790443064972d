package dev.countersign.acts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Revocation;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.delegation.Chain;
import dev.countersign.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Answers whether a grant is alive and what it allows now. {@link #now} asks the database; {@link #recent} may use a copy
 * of the revocation table that is complete up to at most one second ago (monotonic clock), and of the grant that is as old.
 * Where this process alone changes the database, both answer from memory that each such change puts out of use before its
 * own answer leaves. Thread-safe.
 */
public final class Living implements AutoCloseable {
    /** How old the copy may be. */
    public static final Duration OLDEST = Duration.ofSeconds(1);

    private static final Duration REFRESH = Duration.ofMillis(250);

    /**
     * A grant as it stands.
     *
     * @param chain the grant, with all above it
     * @param owner what its owner may do now; for a service, the root grant's own authority
     */
    public record Found(Chain chain, Authority owner, Standing standing) {
        public Grant grant() {
            return chain.holder();
        }
    }

    private record Copy(Map<String, List<Revocation>> rows, long completeAtNanos) {
        boolean fresh() {
            return System.nanoTime() - completeAtNanos <= OLDEST.toNanos();
        }
    }

    /** What was read while {@link Acts#changes} said so. */
    private record Exact(Chain chain, Authority owner, List<Revocation> rows, long changes) {}

    private final Acts acts;
    private final OwnerAuthorities owners;
    private final Cache<GrantId, Exact> exact =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(OLDEST).build();
    private final Cache<GrantId, Found> grants =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(OLDEST).build();
    private final AtomicLong narrowings = new AtomicLong();
    private final Thread refresher;
    private volatile Copy copy;
    private volatile boolean closed;

    public Living(Acts acts, OwnerAuthorities owners) {
        this.acts = acts;
        this.owners = owners;
        this.copy = load();
        acts.onEvent((kind, event) -> {
            if (!acts.shared()) return;
            if (REACHING.contains(kind) || replayed(event) || replacing(event)) refresh();
            if (kind.equals("narrow")) forgetGrants();
        });
        this.refresher = Thread.ofVirtual().name("revocations").unstarted(this::keepFresh);
        if (acts.shared()) refresher.start();
    }

    /** Acts after which this node's own copy is renewed at once. */
    private static final Set<String> REACHING =
            Set.of("revoke", "give-back", "end-delegation", "suspend", "resume", "bar", "unbar", "remove-client");

    /** An approval ends grants only when it takes their place, or when its human chose so. */
    private static boolean replacing(Event event) {
        return event.detail().has("replaces") || event.detail().has("ends");
    }

    /** Redeeming and refreshing end a grant only when what they present was used before. */
    private static boolean replayed(Event event) {
        return event.detail().path("outcome").asString("").equals("replayed");
    }

    /**
     * As the database has it.
     *
     * @throws StoreUnavailable when it does not answer
     */
    public Optional<Found> now(GrantId id) {
        var changes = acts.changes();
        if (changes.isEmpty()) return asked(id);
        var known = exact.getIfPresent(id);
        if (known == null || known.changes() != changes.getAsLong()) {
            // What changes from here on makes this number old, so nothing newer is ever remembered as this.
            var read = acts.read(tx -> Chains.of(id, tx)
                    .map(chain -> new Exact(
                            chain,
                            Chains.owner(chain, owners, tx),
                            tx.revocations().of(chain.holder().keys()),
                            changes.getAsLong())));
            if (read.isEmpty()) return Optional.empty();
            known = read.get();
            exact.put(id, known);
        }
        return Optional.of(
                new Found(known.chain(), known.owner(), Standing.of(known.chain(), known.rows(), acts.now())));
    }

    private Optional<Found> asked(GrantId id) {
        return once(acts, owners, id);
    }

    /**
     * As the database has it, for somebody who asks once.
     *
     * @throws StoreUnavailable when it does not answer
     */
    public static Optional<Found> once(Acts acts, OwnerAuthorities owners, GrantId id) {
        return acts.read(tx -> Chains.of(id, tx)
                .map(chain -> new Found(chain, Chains.owner(chain, owners, tx), Standing.of(chain, tx, acts.now()))));
    }

    /**
     * May answer from memory when that is at most {@link #OLDEST} old, else asks the database.
     *
     * @throws StoreUnavailable when memory is too old and the database does not answer
     */
    public Optional<Found> recent(GrantId id) {
        if (!acts.shared()) return now(id);
        var known = copy;
        var asOf = narrowings.get();
        var cached = grants.getIfPresent(id);
        if (known.fresh() && cached != null) return Optional.of(judged(cached, known));
        var found = asked(id);
        // What was read before a narrowing must not be remembered after it.
        found.filter(_ -> narrowings.get() == asOf).ifPresent(fresh -> grants.put(id, fresh));
        return found;
    }

    private void forgetGrants() {
        narrowings.incrementAndGet();
        grants.invalidateAll();
    }

    private Found judged(Found cached, Copy known) {
        var rows = cached.grant().keys().stream()
                .flatMap(key -> known.rows().getOrDefault(key.value(), List.of()).stream())
                .toList();
        return new Found(cached.chain(), cached.owner(), Standing.of(cached.chain(), rows, acts.now()));
    }

    private Copy load() {
        var begun = System.nanoTime();
        var rows = acts.read(tx -> tx.revocations().all());
        return new Copy(
                rows.stream().collect(Collectors.groupingBy(row -> row.key().value())), begun);
    }

    /** One at a time, so that an older copy never replaces a newer one. */
    private synchronized void refresh() {
        copy = load();
    }

    private void keepFresh() {
        while (!closed) {
            try {
                Thread.sleep(REFRESH);
                refresh();
            } catch (InterruptedException _) {
                return;
            } catch (StoreUnavailable failure) {
                LoggerFactory.getLogger(Living.class)
                        .warn(
                                "the revocation table cannot be read; reads stop within a second: {}",
                                failure.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        refresher.interrupt();
    }
}
