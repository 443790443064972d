package dev.countersign.cli.connect;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.Keeper;
import dev.countersign.cli.credentials.Kept;
import dev.countersign.cli.credentials.TokenKind;
import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.Granted;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.Pass;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.login.Surroundings;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The right to speak to the server: found in the store, kept fresh, or asked of a human in the background. Thread-safe. */
final class Access {
    private static final Duration STEP = Duration.ofSeconds(20);

    private final String address;
    private final Wishes wishes;
    private final CredentialStore store;
    private final Web web;
    private final InstantSource clock;
    private final Keeper keeper;
    private final Audience audience;
    private final Consumer<State> changes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BlockingQueue<String> pasted = new LinkedBlockingQueue<>();
    private State state = new State.Idle();

    /**
     * How a login is to go.
     *
     * @param token given by the environment; it is used and never renewed
     * @param time a login may take; empty for as long as its code is good
     */
    record Wishes(Login.Wishes login, Optional<String> token, Optional<Duration> time) {}

    /**
     * @param audience hears what happens
     * @param changes hears every new state, one after another, and must not block
     */
    Access(
            String address,
            Wishes wishes,
            CredentialStore store,
            Web web,
            InstantSource clock,
            Audience audience,
            Consumer<State> changes) {
        this.address = address;
        this.wishes = wishes;
        this.store = store;
        this.web = web;
        this.clock = clock;
        this.keeper = new Keeper(store, web, clock);
        this.audience = audience;
        this.changes = changes;
    }

    /** Whether there is a credential to try before anybody is asked. */
    boolean promising() {
        return wishes.token().isPresent() || store.findByAddress(address).isPresent();
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Starts to get a token, unless there is one or somebody is being asked already. */
    void begin() {
        lock.lock();
        try {
            if (state.ready() || state instanceof State.Asking) {
                return;
            }
            become(new State.Asking(Optional.empty()));
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("login").start(this::obtain);
    }

    /** The address a browser ended on, where it could not bring the answer itself. */
    void brought(String callback) {
        pasted.add(callback);
    }

    /** Waits until it is known what a human has to do, or there is nothing to do any more. */
    State settled(Duration time) {
        return await(
                time,
                now -> !(now instanceof State.Idle)
                        && !(now instanceof State.Asking asking
                                && asking.shown().isEmpty()));
    }

    /** Waits until nobody is being asked any more. */
    State decided(Duration time) {
        return await(time, now -> !(now instanceof State.Idle) && !(now instanceof State.Asking));
    }

    /**
     * What should be accepted, or nothing for a server that wants nothing.
     *
     * @param rejected the token that was just refused
     * @throws LoginException when there is none; when a grant has just ended, a human is being asked again
     */
    Optional<Pass> pass(Optional<String> rejected) throws LoginException {
        State now = state();
        if (now instanceof State.Open && rejected.isEmpty()) {
            return Optional.empty();
        }
        if (!(now instanceof State.Granted granted)) {
            throw new LoginException(Kind.REFUSED, "Nobody has allowed this yet.");
        }
        if (wishes.token().isPresent()) {
            if (rejected.isEmpty()) {
                return wishes.token().map(Pass::bearer);
            }
            throw ended("The token in " + OwnerTokens.TOKEN + " was refused.");
        }
        return switch (keeper.fresh(granted.credential(), rejected, Bound.in(STEP))) {
            case Kept.Good good -> Optional.of(good.credential().pass());
            case Kept.Silent silent -> throw new LoginException(Kind.UNREACHABLE, silent.why());
            case Kept.Ended over -> {
                LoginException why = ended(over.why());
                begin();
                throw why;
            }
        };
    }

    private LoginException ended(String why) {
        LoginException ended = new LoginException(Kind.REFUSED, why);
        lock.lock();
        try {
            if (state.ready()) {
                become(new State.Failed(ended));
            }
        } finally {
            lock.unlock();
        }
        return ended;
    }

    private void obtain() {
        try {
            become(obtained());
        } catch (LoginException e) {
            become(new State.Failed(e));
        } catch (RuntimeException e) {
            become(new State.Failed(new LoginException(Kind.REFUSED, "The login failed: " + e.getMessage())));
        }
    }

    private State obtained() throws LoginException {
        if (wishes.token().isPresent()) {
            return new State.Granted(given(wishes.token().get()));
        }
        Bound bound = Bound.in(wishes.time().orElse(Duration.ofHours(1)));
        Optional<Target> found = new Discovery(web, bound).ofMcp(address);
        if (found.isEmpty()) {
            return new State.Open();
        }
        Target target = found.get();
        Optional<Credential> before = usable(target, bound);
        if (before.isPresent()) {
            return new State.Granted(before.get());
        }
        Login login = new Login(web, store, Surroundings.here(), this::hears, pasted, bound);
        // Another process that shares the store may be asking too; whoever is answered first serves both.
        Optional<Granted> granted =
                login.run(target, wishes.login(), () -> current(target).isPresent());
        if (granted.isEmpty()) {
            return new State.Granted(current(target)
                    .orElseThrow(() -> new LoginException(Kind.REFUSED, "The stored credential went away again.")));
        }
        if (TokenKind.claimedBy(granted.get().tokens().accessToken()) == TokenKind.OWNER) {
            throw new LoginException(Kind.REFUSED, "The server gave an owner token, which is never used for MCP.");
        }
        Credential credential = Credential.of(
                address, target.server().issuer(), target.resource(), TokenKind.CLIENT, granted.get(), clock.instant());
        store.save(credential);
        return new State.Granted(credential);
    }

    private Optional<Credential> current(Target target) {
        return keeper.current(target.server().issuer(), target.resource()).filter(Access::isClients);
    }

    private static boolean isClients(Credential credential) {
        return credential.kind() == TokenKind.CLIENT
                && TokenKind.claimedBy(credential.accessToken()) == TokenKind.CLIENT;
    }

    private Optional<Credential> usable(Target target, Bound bound) {
        return store.find(target.server().issuer(), target.resource())
                .filter(Access::isClients)
                .flatMap(credential -> keeper.fresh(credential, Optional.empty(), bound) instanceof Kept.Good good
                        ? Optional.of(good.credential())
                        : Optional.empty());
    }

    private Credential given(String token) {
        return new Credential(
                address,
                "",
                address,
                TokenKind.CLIENT,
                ClientIdentity.known(""),
                token,
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private void hears(Stage stage) {
        Shown.of(stage).ifPresent(shown -> become(new State.Asking(Optional.of(shown))));
        audience.hears(stage);
    }

    private void become(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
            changes.accept(next);
        } finally {
            lock.unlock();
        }
    }

    private State await(Duration time, java.util.function.Predicate<State> enough) {
        long left = time.toNanos();
        lock.lock();
        try {
            while (!enough.test(state) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return state;
        } finally {
            lock.unlock();
        }
    }
}
