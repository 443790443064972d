package dev.countersign.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** One running transaction: the way to every row. Confined to the body it was given to. */
public final class Tx {
    private final Handle handle;
    private final Supplier<Instant> time;
    private final Authorities authorities;
    private final Optional<Known> known;
    private boolean reaching;

    Tx(Handle handle, Supplier<Instant> time, Authorities authorities) {
        this(handle, time, authorities, Optional.empty());
    }

    /**
     * @param known what the only writer of the database remembers, where this is its transaction
     */
    Tx(Handle handle, Supplier<Instant> time, Authorities authorities, Optional<Known> known) {
        this.handle = handle;
        this.time = time;
        this.authorities = authorities;
        this.known = known;
    }

    /** Whether this transaction wrote something that decides whether a grant lives or what it allows. */
    boolean reaching() {
        return reaching;
    }

    private void reach() {
        reaching = true;
        known.ifPresent(Known::changes);
    }

    /**
     * The database's own time, in whole microseconds as it is stored: the one clock all nodes agree on. Decides what a
     * revocation reaches.
     */
    public Instant databaseTime() {
        return time.get().truncatedTo(ChronoUnit.MICROS);
    }

    public Owners owners() {
        return new Owners(handle, this::reach);
    }

    public Passkeys passkeys() {
        return new Passkeys(handle);
    }

    public Tickets tickets() {
        return new Tickets(handle);
    }

    public Sessions sessions() {
        return new Sessions(handle);
    }

    public Visits visits() {
        return new Visits(handle);
    }

    public Clients clients() {
        return new Clients(handle);
    }

    public Asks asks() {
        return new Asks(handle);
    }

    public CallRequests callRequests() {
        return new CallRequests(handle);
    }

    public DeviceRequests deviceRequests() {
        return new DeviceRequests(handle);
    }

    public Grants grants() {
        return new Grants(handle, authorities, known, this::reach);
    }

    public Parties parties() {
        return new Parties(handle);
    }

    public Codes codes() {
        return new Codes(handle);
    }

    public Devices devices() {
        return new Devices(handle);
    }

    public Used used() {
        return new Used(handle);
    }

    public Lineages lineages() {
        return new Lineages(handle);
    }

    public PersonalTokens personalTokens() {
        return new PersonalTokens(handle);
    }

    public Revocations revocations() {
        return new Revocations(handle, known, this::reach);
    }

    public Events events() {
        return new Events(handle);
    }

    public Anchors anchors() {
        return new Anchors(handle);
    }

    public LedgerRows ledger() {
        return new LedgerRows(handle);
    }

    public SigningKeys signingKeys() {
        return new SigningKeys(handle);
    }

    public Catalogues catalogues() {
        return new Catalogues(handle);
    }

    public Failures failures() {
        return new Failures(handle);
    }

    public Settings settings() {
        return new Settings(handle);
    }
}
