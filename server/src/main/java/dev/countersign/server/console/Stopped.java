package dev.countersign.server.console;

import dev.countersign.acts.Standing;
import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.Revocation;
import dev.countersign.core.Revocation.Kind;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Whether something is stopped until further notice, and whether who looks lets it go on. */
public enum Stopped {
    NO,
    /** Its owner stopped it, and lets it go on. */
    SUSPENDED,
    /** An admin or the operator stopped it; who looks is an admin, and lets it go on here. */
    HELD_HERE,
    /** The same, but they stopped more than this; who looks is an admin, and lets that go on at the page of switches. */
    HELD_BY_MORE,
    /** An admin or the operator stopped it; who looks is none. */
    HELD;

    /** An agent of the looking owner's. */
    static Stopped agent(AgentId agent, ClientId client, Look look, Tx tx) {
        var whole = RevocationKey.of(agent);
        return party(whole, List.of(RevocationKey.of(client)), look, tx);
    }

    /** A device of the looking owner's. */
    static Stopped device(DeviceId device, Look look, Tx tx) {
        return party(RevocationKey.of(device), List.of(), look, tx);
    }

    private static Stopped party(RevocationKey whole, List<RevocationKey> wider, Look look, Tx tx) {
        var here = Set.of(whole, whole.within(look.owner()));
        var all = new HashSet<>(here);
        all.addAll(List.of(RevocationKey.of(look.owner()), RevocationKey.ALL));
        for (var key : wider) all.addAll(List.of(key, key.within(look.owner())));
        var rows = tx.revocations().of(all);
        if (rows.stream().anyMatch(row -> row.kind() == Kind.HELD)) return held(rows, here::contains, look);
        return rows.stream().anyMatch(row -> row.kind() == Kind.SUSPENDED && here.contains(row.key())) ? SUSPENDED : NO;
    }

    /** A grant of the looking owner's. */
    static Stopped grant(Grant grant, Standing standing, Look look, Tx tx) {
        return switch (standing) {
            case ALIVE, NOT_YET, ENDED_BY_TIME, REVOKED, BARRED -> NO;
            case SUSPENDED -> SUSPENDED;
            case HELD -> {
                var rows = tx.revocations().of(grant.keys()).stream()
                        .filter(row -> !Standing.spared(grant, row.key()))
                        .toList();
                yield held(rows, RevocationKey.of(grant.id())::equals, look);
            }
        };
    }

    private static Stopped held(Collection<Revocation> rows, Predicate<RevocationKey> here, Look look) {
        if (!Admins.is(look)) return HELD;
        return rows.stream()
                        .filter(row -> row.kind() == Kind.HELD)
                        .map(Revocation::key)
                        .allMatch(here)
                ? HELD_HERE
                : HELD_BY_MORE;
    }

    public boolean stopped() {
        return this != NO;
    }

    /** Whether who looks lets it go on where they look. */
    public boolean endsHere() {
        return this == SUSPENDED || this == HELD_HERE;
    }

    /** The wire name of the standing it gives a grant. */
    public String state() {
        return this == SUSPENDED ? "suspended" : "held";
    }
}
