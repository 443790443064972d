package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEObjectType;
import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Approve;
import dev.countersign.acts.Ask;
import dev.countersign.acts.Cancel;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Deny;
import dev.countersign.acts.Keys;
import dev.countersign.acts.Living;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Signer;
import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Scopes;
import dev.countersign.gateway.StoredLiveness;
import dev.countersign.gateway.StoredReplays;
import dev.countersign.gateway.StoredTokens;
import dev.countersign.guard.Nonces;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import dev.countersign.server.config.Config;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.consent.Opened;
import dev.countersign.server.oauth.client.DocumentFetch;
import dev.countersign.server.oauth.token.DeviceCode;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.OwnerRules;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.Asks;
import dev.countersign.store.Codes;
import dev.countersign.store.Database;
import dev.countersign.store.DeviceRequests;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Store;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OAuth endpoints over real HTTP and a real SQLite store, with an owner and a clock the test moves. What the consent
 * page does is done here by its act.
 */
public final class OAuthServer implements AutoCloseable {
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    public static final String CALLBACK = "http://127.0.0.1:51234/callback";

    private static final OwnerId OWNER = new OwnerId("ow_ada");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String issuer;
    private final String base;
    private final Store store;
    private final Acts acts;
    private final Keys keys;
    private final Handover handover;
    private final Living living;
    private final OAuth oauth;
    private final Listener listener;

    /** A server with the configuration given after {@code issuer}. */
    public OAuthServer(Path folder, String yaml) throws IOException {
        this(folder, yaml, new DocumentFetch(false));
    }

    OAuthServer(Path folder, String yaml, DocumentFetch fetch) throws IOException {
        this(Database.SQLITE.url(folder), freePort(), yaml, fetch);
    }

    private OAuthServer(String store, int port, String yaml, DocumentFetch fetch) throws IOException {
        this(store, "http://localhost:" + port, port, yaml, fetch);
    }

    /** A server on a store of any kind. */
    static OAuthServer on(String store, String yaml) throws IOException {
        return new OAuthServer(store, freePort(), yaml, new DocumentFetch(false));
    }

    /** A second node of the first one's deployment: the same store, issuer and master key, another port. */
    static OAuthServer beside(OAuthServer first, String store, String yaml) throws IOException {
        return new OAuthServer(store, first.issuer, freePort(), yaml, new DocumentFetch(false));
    }

    private OAuthServer(String storeUrl, String issuer, int port, String yaml, DocumentFetch fetch) throws IOException {
        this.issuer = issuer;
        this.base = "http://localhost:" + port;
        var config = Config.parse(
                "test", "issuer: " + issuer + "\nport: " + port + "\n" + yaml.replace("ISSUER", issuer), Map.of());
        store = Store.open(storeUrl, now::get);
        acts = new Acts(store, now::get);
        var master = new MasterKey(new byte[32]);
        keys = new Keys(acts, master);
        handover = new Handover(master, Duration.ofMinutes(10));
        living = new Living(acts, OwnerRules.of(config));
        oauth = new OAuth(
                OAuthSettings.of(config),
                acts,
                keys,
                new AccessTokens(issuer, keys, acts),
                master,
                new Verifier(issuer, keys::find, new StoredTokens(acts)),
                new StoredLiveness(living),
                OwnerRules.of(config),
                new Proofs(
                        new Nonces(master.derive(MasterKey.Purpose.NONCES), now::get),
                        new StoredReplays(acts),
                        now::get,
                        config.dpop().requireNonce()),
                handover,
                fetch,
                fetch);
        var routes = new Routes();
        oauth.routes(routes);
        var web = new Web(routes, new Errors(new Pages(config.issuer())), Networks.none());
        listener = new Listener(config, web, new Metrics());
        listener.start();
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /** Creates the owner that every decision needs. */
    OAuthServer withOwner() {
        acts.perform(
                new CreateOwner(
                        OWNER, "ada", "host", Optional.empty(), Optional.of("$hash"), Optional.empty(), now.get()),
                Origin.HOST);
        return this;
    }

    String issuer() {
        return issuer;
    }

    String files() {
        return issuer + "/mcp/files";
    }

    Acts acts() {
        return acts;
    }

    Instant now() {
        return now.get();
    }

    /** A JWT that really is this server's, of any kind. */
    String signed(String type, ObjectNode claims) {
        return new Signer(keys).sign(new JOSEObjectType(type), claims);
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(request(path, headers).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        return postForm(path, encoded(form), headers);
    }

    HttpResponse<String> postForm(String path, String form, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var builder = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path));
        if (headers.length > 0) builder.headers(headers);
        return builder;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The query of a good request for {@code files}, with these parameters set or, when empty, left out. */
    String query(String... changes) {
        var parameters = new java.util.LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", "mcp-agent");
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("code_challenge", CHALLENGE);
        parameters.put("code_challenge_method", "S256");
        parameters.put("resource", files());
        parameters.put("scope", "mcp:read");
        parameters.put("state", "a state");
        for (var i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) parameters.remove(changes[i]);
            else parameters.put(changes[i], changes[i + 1]);
        }
        return encoded(parameters);
    }

    HttpResponse<String> authorize(String query) {
        return get("/oauth/authorize?" + query);
    }

    /** What arrives at the consent page. */
    Asked asked(String query) {
        return Opened.request(handover, location(authorize(query)), now.get());
    }

    /** Where a failed request would lead after sign-in, as its parameters. */
    Map<String, String> failure(String query) {
        return parameters(Opened.failure(handover, location(authorize(query)), now.get()));
    }

    static String location(HttpResponse<String> response) {
        if (response.statusCode() != 303) throw new AssertionError(response.statusCode() + " " + response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    static Map<String, String> parameters(String uri) {
        return Arrays.stream(URI.create(uri).getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /** The request behind a device code. */
    DeviceRequests.DeviceRequest device(String code) {
        return acts.read(tx -> tx.deviceRequests().find(DeviceCode.requestId(code)))
                .orElseThrow();
    }

    /** Puts a device's request before the owner, as the page for its user code does. */
    Asks.Ask opened(String code) {
        var ask = device(code).ask().before(OWNER);
        acts.perform(new Ask(ask), Origin.SELF);
        return ask;
    }

    /** Opens and approves a device's request as a human would who allows this much until then. */
    Grant approveDevice(String code, Access access, Duration life) {
        var ask = opened(code);
        var grant = grant(Asked.parse(ask.request()), ask.client(), access, life, DelegationPolicy.OFF);
        var outcome =
                acts.perform(new Approve(ask.id(), grant, Optional.empty(), Optional.empty(), now.get()), Origin.SELF);
        if (outcome instanceof Approve.Outcome.Approved(Grant approved)) return approved;
        throw new AssertionError("not approved: " + outcome);
    }

    void denyDevice(String code) {
        acts.perform(new Deny(opened(code).id(), OWNER, now.get()), Origin.SELF);
    }

    void cancelDevice(String code) {
        acts.perform(new Cancel(opened(code).id(), OWNER, now.get()), Origin.SELF);
    }

    /** Approves a request as a human would who allows this much until then, and returns the code. */
    String approve(Asked asked, Access access, Duration life) {
        return approve(asked, access, life, DelegationPolicy.OFF);
    }

    /** The same, by a human who lets the agent hand a part of it on. */
    String approve(Asked asked, Access access, Duration life, DelegationPolicy policy) {
        var client = new ClientId(asked.asker().id());
        var request = Secrets.id("as");
        acts.perform(
                new Ask(new Asks.Ask(
                        request,
                        "code",
                        Optional.of(OWNER),
                        client,
                        asked.kind(),
                        asked.json(),
                        Secrets.random(16),
                        Optional.empty(),
                        Asks.State.OPEN,
                        0,
                        now.get(),
                        now.get().plus(Duration.ofMinutes(10)),
                        Optional.empty(),
                        "127.0.0.1",
                        "test")),
                Origin.SELF);
        var grant = grant(asked, client, access, life, policy);
        var code = Secrets.secret("ac");
        var redirect = asked.redirect().orElseThrow();
        var outcome = acts.perform(
                new Approve(
                        request,
                        grant,
                        Optional.of(new Codes.Code(
                                Secrets.hash(code),
                                grant.id(),
                                client,
                                redirect.uri(),
                                redirect.challenge(),
                                asked.key().map(Asked.BoundKey::thumbprint),
                                now.get(),
                                now.get().plus(Duration.ofMinutes(1)),
                                false)),
                        Optional.empty(),
                        now.get()),
                Origin.SELF);
        if (outcome instanceof Approve.Outcome.Approved) return code;
        throw new AssertionError("not approved: " + outcome);
    }

    /** A personal access token for this resource, approved by its owner. */
    String personal(String resource, Access access, Duration life) {
        var asked = new Asked(
                new Asked.Asker(ClientId.PERSONAL.value(), "script", Asked.Known.HOST, Optional.empty(), false),
                Optional.empty(),
                List.of(resource),
                Scopes.parse(access.scope()),
                Optional.empty(),
                Set.of());
        var secret = Secrets.secret("pat");
        var request = new Asks.Ask(
                Secrets.id("as"),
                "pat",
                Optional.of(OWNER),
                ClientId.PERSONAL,
                asked.kind(),
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now.get(),
                now.get().plus(Duration.ofMinutes(10)),
                Optional.empty(),
                "host",
                "");
        var token = new PersonalTokens.Token(
                Secrets.id("pat"),
                Secrets.hash(secret),
                "script",
                request.id(),
                now.get().plus(life),
                Optional.empty(),
                now.get(),
                Optional.empty());
        acts.perform(new Ask(request, Optional.of(token)), Origin.HOST);
        var grant = grant(asked, ClientId.PERSONAL, access, life, DelegationPolicy.OFF);
        acts.perform(new Approve(request.id(), grant, Optional.empty(), Optional.empty(), now.get()), Origin.HOST);
        return secret;
    }

    private Grant grant(Asked asked, ClientId client, Access access, Duration life, DelegationPolicy policy) {
        var resources = asked.resources().isEmpty() ? List.of(files()) : asked.resources();
        var everything = Authority.of(resources.stream()
                .map(resource -> Permission.everything(resource, access))
                .toList());
        return Grant.of(
                        new GrantId(Secrets.id("gr")),
                        new Subject.Owner(OWNER),
                        client,
                        new Approval.Presence(new Evidence("passphrase", "", "shown", now.get())),
                        now.get(),
                        now.get().plus(life))
                .device(asked.key().map(key -> DeviceId.of(OWNER, key.thumbprint())))
                .kind(asked.kind())
                .authority(asked.kind() == TokenKind.OWNER ? Authority.NONE : everything)
                .ownerScopes(asked.ownerScopes())
                .delegation(policy)
                .build();
    }

    @Override
    public void close() {
        http.close(); // a listener waits a second for connections that are kept alive
        listener.close();
        oauth.close();
        living.close();
        store.close();
    }
}
