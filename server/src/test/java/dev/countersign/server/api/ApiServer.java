package dev.countersign.server.api;

import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Ask;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Keys;
import dev.countersign.acts.Living;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Signer;
import dev.countersign.acts.ledger.Feed;
import dev.countersign.acts.ledger.Log;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Lineage;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.delegation.Chain;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.Gateway;
import dev.countersign.gateway.GatewaySettings;
import dev.countersign.gateway.Handing;
import dev.countersign.gateway.Peers;
import dev.countersign.gateway.StepUp;
import dev.countersign.gateway.StoredLiveness;
import dev.countersign.guard.Nonces;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Replays;
import dev.countersign.guard.Verifier;
import dev.countersign.server.config.Config;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.ledger.LedgerEndpoints;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.OwnerRules;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.Asks;
import dev.countersign.store.Database;
import dev.countersign.store.Owners;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Sessions;
import dev.countersign.store.Store;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.server.Handler;
import tools.jackson.databind.JsonNode;

/** The owner API and the gateway over real HTTP and a real store. Grants are made as if a human had approved them. */
final class ApiServer implements AutoCloseable {
    static final OwnerId ADA = new OwnerId("ow_ada");
    static final OwnerId BOB = new OwnerId("ow_bob");
    static final OwnerId EVE = new OwnerId("ow_eve");
    static final ClientId AGENT = new ClientId("mcp-agent");

    final String issuer;
    final Acts acts;
    final Api api;
    private final Store store;
    private final Feed feed;
    private final ActivityStream activity;
    private final Living living;
    private final Gateway gateway;
    private final AccessTokens tokens;
    private final Listener listener;
    private final HttpClient http = HttpClient.newHttpClient();

    /** With ada, an admin; bob, an owner; eve, an auditor. */
    ApiServer(Database database, Path folder) throws IOException {
        int port;
        try (var probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        issuer = "http://localhost:" + port;
        var config = Config.parse(
                "test",
                "issuer: " + issuer + "\nport: " + port
                        + "\nservers: { notes: { url: \"http://127.0.0.1:1/mcp\", owners: { \"*\": write } } }\n",
                Map.of());
        store = database.open(folder, InstantSource.system());
        acts = new Acts(store, InstantSource.system());
        feed = new Feed(acts);
        activity = new ActivityStream(acts, feed);
        var master = new MasterKey(new byte[32]);
        var keys = new Keys(acts, master);
        var authorities = OwnerRules.of(config);
        living = new Living(acts, authorities);
        tokens = new AccessTokens(issuer, keys, acts);
        var proofs = new Proofs(
                new Nonces(master.derive(MasterKey.Purpose.NONCES), InstantSource.system()),
                Replays.inMemory(100),
                InstantSource.system(),
                false);
        var verifier = new Verifier(issuer, keys::find);
        var liveness = new StoredLiveness(living);
        gateway = Gateway.open(
                new GatewaySettings(issuer, List.of()),
                List.of(),
                acts,
                InstantSource.system(),
                verifier,
                liveness,
                proofs,
                new Signer(keys),
                master.seal(MasterKey.Purpose.MCP_SESSIONS),
                StepUp.NONE,
                Handing.NONE,
                Peers.DIRECT);
        var resources = new Resources(issuer, List.of("notes"), Map.of());
        api = new Api(
                resources,
                acts,
                authorities,
                verifier,
                liveness,
                proofs,
                InstantSource.system(),
                id -> id.equals(AGENT) ? Optional.of("An MCP agent") : Optional.empty(),
                activity);
        var routes = new Routes();
        api.routes(routes);
        new LedgerEndpoints(new Log(acts), api::reader).routes(routes);
        var web = new Web(routes, new Errors(new Pages(config.issuer())), Networks.none());
        listener = new Listener(config, new Handler.Sequence(gateway.handler(), web), new Metrics());
        listener.start();
        owner(ADA, "ada", Role.ADMIN);
        owner(BOB, "bob", Role.OWNER);
        owner(EVE, "eve", Role.AUDITOR);
    }

    private void owner(OwnerId id, String name, Role role) {
        if (role == Role.ADMIN) {
            acts.perform(
                    new CreateOwner(
                            id, name, "host", Optional.empty(), Optional.of("$hash"), Optional.empty(), acts.now()),
                    Origin.HOST);
            return;
        }
        acts.upkeep(tx -> {
            tx.owners().insert(new Owners.Owner(id, name, role, acts.now(), "host"));
            return true;
        });
    }

    /** A grant for agents at {@code <issuer>/mcp} and the notes server. */
    Grant grant(OwnerId owner, ClientId client) {
        return stored(draft(owner, client, Optional.empty(), TokenKind.CLIENT, Set.of()));
    }

    Grant grant(OwnerId owner, ClientId client, String device) {
        return stored(draft(owner, client, Optional.of(new DeviceId(device)), TokenKind.CLIENT, Set.of()));
    }

    /** A child, with every key of its parent. */
    Grant child(Grant parent) {
        return stored(parent.child(new GrantId(Secrets.id("gr")), parent.client(), parent.until())
                .authority(parent.authority())
                .build());
    }

    private Grant draft(
            OwnerId owner, ClientId client, Optional<DeviceId> device, TokenKind kind, Set<OwnerScope> scopes) {
        var now = acts.now().truncatedTo(ChronoUnit.MICROS);
        var end = now.plus(Duration.ofHours(2));
        var presence = new Approval.Presence(new Evidence("passphrase", "", "shown", now));
        var grant = Grant.of(new GrantId(Secrets.id("gr")), new Subject.Owner(owner), client, presence, now, end)
                .device(device)
                .kind(kind)
                .ownerScopes(scopes)
                .notBefore(now.minusSeconds(1));
        if (kind == TokenKind.OWNER) return grant.build();
        var authority = Authority.everything(issuer + "/mcp", Access.READ);
        return grant.authority(authority)
                .delegation(new DelegationPolicy(4, List.of("any"), end, authority))
                .build();
    }

    private Grant stored(Grant grant) {
        acts.upkeep(tx -> {
            tx.grants().insert(grant, "127.0.0.1", "test");
            return true;
        });
        return grant;
    }

    /** A refresh lineage of a grant. */
    String lineage(Grant grant) {
        var id = Secrets.random(15);
        acts.upkeep(tx -> {
            tx.lineages()
                    .insert(
                            new Lineage(id, grant.id(), grant.client(), Optional.empty(), 0, List.of()),
                            acts.now(),
                            acts.now());
            return true;
        });
        return id;
    }

    /** A personal access token that stands for a grant, and was used once. */
    String personal(Grant grant, String name) {
        var id = Secrets.id("pat");
        acts.upkeep(tx -> {
            tx.personalTokens()
                    .insert(new PersonalTokens.Token(
                            id,
                            Secrets.hash(id),
                            name,
                            id,
                            grant.until(),
                            Optional.empty(),
                            acts.now(),
                            Optional.empty()));
            tx.personalTokens().attach(id, grant.id());
            tx.personalTokens().used(id, new PersonalTokens.Use(acts.now(), "192.0.2.9"));
            return true;
        });
        return id;
    }

    /** A request that waits for its owner. */
    String ask(OwnerId owner) {
        var asked = new Asked(
                Asked.Asker.of(BuiltIn.MCP_AGENT),
                Optional.empty(),
                List.of(issuer + "/mcp"),
                Scopes.of(Access.READ),
                Optional.empty(),
                Set.of());
        var ask = new Asks.Ask(
                Secrets.id("as"),
                "device",
                Optional.of(owner),
                AGENT,
                TokenKind.CLIENT,
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                acts.now(),
                acts.now().plusSeconds(600),
                Optional.empty(),
                "127.0.0.1",
                "test");
        acts.perform(new Ask(ask), new Origin(Optional.of("rq_1"), "192.0.2.7", "test"));
        return ask.id();
    }

    /** Gives every act until now its place in a signed log. */
    LogKeys sequence() {
        var keys = LogKeys.load(acts, new MasterKey(new byte[32]), Optional.empty(), "log.example/x");
        Sequencer.catchUp(acts, keys);
        return keys;
    }

    void session(OwnerId owner) {
        var now = acts.now();
        acts.upkeep(tx -> {
            tx.sessions()
                    .insert(new Sessions.Session(
                            Secrets.random(32), owner, "passkey", now, now.plusSeconds(60), "127.0.0.1", "browser"));
            return true;
        });
    }

    void catalogue() {
        var catalogue = Catalogue.of(
                "notes",
                List.of(StrictJson.parse(
                        "{\"name\":\"read_note\",\"inputSchema\":{},\"annotations\":{\"readOnlyHint\":true}}")),
                new Classification(Map.of(), true));
        acts.upkeep(tx -> {
            var digest = catalogue.digest().base64url();
            tx.catalogues().put(digest, "notes", catalogue.canonical(), acts.now());
            tx.catalogues().current("notes", digest, acts.now());
            return true;
        });
    }

    /** An owner token with these scopes; none = all. */
    String ownerToken(OwnerId owner, OwnerScope... scopes) {
        var set = scopes.length == 0 ? EnumSet.allOf(OwnerScope.class) : EnumSet.copyOf(Arrays.asList(scopes));
        var grant = stored(draft(owner, new ClientId("countersign-cli"), Optional.empty(), TokenKind.OWNER, set));
        return token(grant, issuer + "/v1");
    }

    String token(Grant grant, String audience) {
        var claims = grant.kind() == TokenKind.OWNER
                ? new AccessTokens.Claims(
                        grant, Authority.NONE, grant.ownerScopes(), List.of(audience), acts.now(), Optional.empty())
                : new AccessTokens.Claims(chain(grant), grant.authority(), List.of(audience), Optional.empty());
        return tokens.mint(claims, Duration.ofHours(1)).token();
    }

    private Chain chain(Grant grant) {
        var grants =
                new ArrayList<Grant>(acts.read(tx -> tx.grants().above(grant)).reversed());
        grants.add(grant);
        return new Chain(grants);
    }

    /** Calls {@code whoami} of {@code /mcp} through the gateway and returns the status: 200 when it was let in. */
    int callTool(String token) {
        var meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        var request = HttpRequest.newBuilder(URI.create(issuer + "/mcp"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "whoami")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\",\"arguments\":{},"
                                + meta + "}}"))
                .build();
        return send(request).statusCode();
    }

    HttpResponse<String> get(String path, String token, String... headers) {
        return send(request(path, token, headers).GET().build());
    }

    HttpResponse<String> post(String path, String token, String body, String... headers) {
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    JsonNode json(String path, String token) {
        var response = get(path, token);
        if (response.statusCode() != 200) throw new AssertionError(path + ": " + response.body());
        return StrictJson.parse(response.body());
    }

    private HttpRequest.Builder request(String path, String token, String... headers) {
        var builder = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : issuer + path));
        if (!token.isEmpty()) builder.header("Authorization", "Bearer " + token);
        var all = new TreeMap<String, String>();
        for (var i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
        all.forEach(builder::header);
        return builder;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    Instant now() {
        return acts.now();
    }

    @Override
    public void close() throws Exception {
        activity.close();
        http.close();
        listener.close();
        feed.close();
        gateway.close();
        living.close();
        store.close();
    }
}
