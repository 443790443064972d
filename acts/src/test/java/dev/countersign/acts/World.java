package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.Whereabouts;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.store.Asks;
import dev.countersign.store.Codes;
import dev.countersign.store.Database;
import dev.countersign.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A real store with an owner, and a clock the test moves. */
final class World implements AutoCloseable {
    static final String ISSUER = "http://localhost:8420";
    static final String NOTES = ISSUER + "/mcp/notes";
    static final ClientId CLIENT = new ClientId("mcp-agent");
    static final String REDIRECT = "http://127.0.0.1:4711/callback";

    static final Duration GRACE = Duration.ofSeconds(60);
    static final Duration TIMEOUT = Duration.ofDays(30);
    static final Whereabouts HOME = new Whereabouts("loopback", "agent/1");

    private volatile Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    private final String url;
    final Store store;
    final Acts acts;
    final MasterKey master = new MasterKey(new byte[32]);
    final OwnerId owner = new OwnerId("ow_ada");
    final OwnerAuthorities authorities =
            new OwnerAuthorities(ISSUER + "/mcp", List.of(new OwnerAuthorities.Rule(NOTES, Optional.empty())));

    World(Database database, Path folder) {
        InstantSource clock = () -> now;
        url = database.url(folder);
        store = Store.open(url, clock);
        acts = new Acts(store, clock);
        acts.perform(
                new CreateOwner(owner, "ada", "host", Optional.empty(), Optional.of("$hash"), Optional.empty(), now),
                Origin.HOST);
    }

    /** Another node on the same data: on SQLite, where one process has the file, another user of the same store. */
    Store otherNode() {
        return store.shared() ? Store.open(url, () -> now) : store;
    }

    Acts actsOn(Store node) {
        return new Acts(node, () -> now);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** An approved grant and the code that stands for it. */
    record Approved(Grant grant, String code) {}

    /** What a client without a key asks for. */
    static Asked asked() {
        return new Asked(
                Asked.Asker.of(BuiltIn.MCP_AGENT),
                Optional.empty(),
                List.of(NOTES),
                Scopes.NONE,
                Optional.empty(),
                Set.of());
    }

    Asks.Ask ask() {
        return ask("code", asked());
    }

    Asks.Ask ask(String transport, Asked asked) {
        var ask = new Asks.Ask(
                Secrets.id("as"),
                transport,
                Optional.of(owner),
                CLIENT,
                TokenKind.CLIENT,
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(Duration.ofMinutes(10)),
                Optional.empty(),
                "127.0.0.1",
                "test");
        acts.perform(new Ask(ask), Origin.SELF);
        return ask;
    }

    Grant draft(Duration life) {
        var policy = new DelegationPolicy(4, List.of("any"), now.plus(life), Authority.everything(NOTES, Access.READ));
        return draft(CLIENT, life, Access.READ, policy);
    }

    Grant draft(ClientId client, Duration life, Access access, DelegationPolicy policy) {
        var presence = new Approval.Presence(new Evidence("passphrase", "", "shown", now));
        return Grant.of(new GrantId(Secrets.id("gr")), new Subject.Owner(owner), client, presence, now, now.plus(life))
                .authority(Authority.everything(NOTES, access))
                .catalogues(Map.of("notes", "digest"))
                .delegation(policy)
                .build();
    }

    /** A grant that a human gave. */
    Grant given(ClientId client, Access access, DelegationPolicy policy) {
        var outcome = acts.perform(
                new Approve(
                        ask().id(),
                        draft(client, Duration.ofDays(1), access, policy),
                        Optional.empty(),
                        Optional.empty(),
                        now),
                Origin.SELF);
        if (outcome instanceof Approve.Outcome.Approved(var grant)) return grant;
        throw new AssertionError("not approved: " + outcome);
    }

    /** A grant that was delegated from another, with every key of its ancestors. */
    Grant childOf(Grant parent) {
        var child = draft(Duration.ofHours(1));
        var grant = parent.child(child.id(), child.client(), child.until())
                .authority(child.authority())
                .catalogues(child.catalogues())
                .delegation(child.delegation())
                .notBefore(now)
                .build()
                .approved(now);
        acts.upkeep(tx -> {
            tx.grants().insert(grant, "", "");
            return true;
        });
        return grant;
    }

    Approve approve(Asks.Ask ask, Grant draft, String code, String challenge) {
        return new Approve(
                ask.id(),
                draft,
                Optional.of(new Codes.Code(
                        Secrets.hash(code),
                        draft.id(),
                        CLIENT,
                        REDIRECT,
                        challenge,
                        Asked.parse(ask.request()).key().map(Asked.BoundKey::thumbprint),
                        now,
                        now.plus(Duration.ofMinutes(1)),
                        false)),
                Optional.empty(),
                now);
    }

    Approved approved(Duration life, String challenge) {
        var code = Secrets.secret("co");
        var outcome = acts.perform(approve(ask(), draft(life), code, challenge), Origin.SELF);
        if (outcome instanceof Approve.Outcome.Approved(var grant)) return new Approved(grant, code);
        throw new AssertionError("not approved: " + outcome);
    }

    Redeem redeem(String code, String challenge) {
        return new Redeem(
                Secrets.hash(code),
                CLIENT,
                Optional.of(REDIRECT),
                challenge,
                Optional.of(Secrets.id("li")),
                Optional.empty(),
                now,
                now.plus(Duration.ofMinutes(5)));
    }

    Refresh refresh(String lineage, int generation) {
        return refresh(lineage, generation, HOME);
    }

    Refresh refresh(String lineage, int generation, Whereabouts from) {
        return new Refresh(
                new RefreshTokens.Presented(lineage, generation),
                CLIENT,
                Optional.empty(),
                from,
                now,
                new Refresh.Window(GRACE, TIMEOUT));
    }

    List<String> log() {
        return acts.read(tx -> tx.events().after(0, 10_000)).stream()
                .map(stored -> stored.entry().kind())
                .toList();
    }

    @Override
    public void close() {
        store.close();
    }
}
