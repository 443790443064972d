package dev.countersign.bench;

import dev.countersign.acts.Approve;
import dev.countersign.acts.Ask;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Redeem;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.store.Asks;
import dev.countersign.store.Codes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** Owners and approved grants, put into the store by the acts that make them, before the server starts. */
final class Seed {
    private static final ClientId CLIENT = new ClientId("mcp-agent");
    private static final OwnerId OWNER = new OwnerId("ow_bench");

    private Seed() {}

    /**
     * Refresh tokens of so many grants.
     *
     * @param atOnce how many are made at the same time: SQLite's one writer gathers many, on PostgreSQL they would be in each
     *     other's way
     */
    static Queue<String> refreshTokens(Path config, Path data, Map<String, String> environment, int count, int atOnce) {
        var made = new ConcurrentLinkedQueue<String>();
        var folder = DataFolder.at(data);
        try (var foundation =
                        Foundation.open(Config.load(config, environment), folder, environment, InstantSource.system());
                var threads = Executors.newFixedThreadPool(atOnce)) {
            var now = foundation.acts().now().truncatedTo(ChronoUnit.MICROS);
            foundation
                    .acts()
                    .perform(
                            new CreateOwner(
                                    OWNER,
                                    "bench",
                                    "host",
                                    Optional.empty(),
                                    Optional.of("$none"),
                                    Optional.empty(),
                                    now),
                            Origin.HOST);
            var spelled = new RefreshTokens(foundation.master());
            for (var i = 0; i < count; i++) {
                threads.submit(() -> made.add(spelled.spell(lineage(foundation, now), 0)));
            }
        }
        if (made.size() < count) throw new IllegalStateException("only " + made.size() + " grants could be made");
        return made;
    }

    private static String lineage(Foundation foundation, Instant now) {
        var acts = foundation.acts();
        var grant = grant(foundation.config().issuer() + "/mcp", CLIENT, now, now.plus(Duration.ofDays(1)));
        var code = Secrets.secret("co");
        var asked = new Asked(
                Asked.Asker.of(BuiltIn.MCP_AGENT),
                Optional.empty(),
                List.of(foundation.config().issuer() + "/mcp"),
                Scopes.NONE,
                Optional.empty(),
                Set.of());
        var ask = new Asks.Ask(
                Secrets.id("as"),
                "code",
                Optional.of(OWNER),
                CLIENT,
                TokenKind.CLIENT,
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(Duration.ofHours(1)),
                Optional.empty(),
                "127.0.0.1",
                "bench");
        acts.perform(new Ask(ask), Origin.SELF);
        var stored = new Codes.Code(
                Secrets.hash(code),
                grant.id(),
                CLIENT,
                "http://127.0.0.1/cb",
                "challenge",
                Optional.empty(),
                now,
                now.plus(Duration.ofHours(1)),
                false);
        acts.perform(new Approve(ask.id(), grant, Optional.of(stored), Optional.empty(), now), Origin.SELF);
        var lineage = Secrets.random(15);
        acts.perform(
                new Redeem(
                        Secrets.hash(code),
                        CLIENT,
                        Optional.empty(),
                        "challenge",
                        Optional.of(lineage),
                        Optional.empty(),
                        now,
                        now),
                Origin.SELF);
        return lineage;
    }

    /** A grant of the owner's to read everything there. */
    static Grant grant(String resource, ClientId client, Instant since, Instant until) {
        return Grant.of(
                        new GrantId(Secrets.id("gr")),
                        new Subject.Owner(OWNER),
                        client,
                        new Approval.Presence(new Evidence("passphrase", "", "bench", since)),
                        since,
                        until)
                .authority(Authority.everything(resource, Access.READ))
                .build();
    }
}
