package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.IssueTicket;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.ledger.Feed;
import dev.countersign.acts.upkeep.KeepUnopened;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.UserCode;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.config.Config;
import dev.countersign.server.consent.Answers;
import dev.countersign.server.consent.ConsentPages;
import dev.countersign.server.consent.ConsentSettings;
import dev.countersign.server.consent.DevicePages;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.console.Console;
import dev.countersign.server.console.Installation;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests;
import dev.countersign.store.Events;
import dev.countersign.store.Grants;
import dev.countersign.store.Owners;
import dev.countersign.store.Store;
import dev.countersign.store.Tickets;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The pages for people over real HTTP and a real SQLite store, with a clock the test moves and tools it lists. */
public final class House implements AutoCloseable {
    public static final String PASSPHRASE = "seven herons over slate";
    public static final String CALLBACK = "http://127.0.0.1:51234/callback";
    public static final Asked.Asker STRANGER =
            new Asked.Asker("agent-1", "Claude <b>Code</b>\u202E", Asked.Known.REGISTERED, Optional.empty(), true);
    private static final String TOOLS = """
            [{"name":"read_note","description":"Reads.","annotations":{"readOnlyHint":true}},
             {"name":"write_note","description":"Writes.","annotations":{"readOnlyHint":false,"destructiveHint":false}},
             {"name":"delete_note","description":"Deletes.","annotations":{"destructiveHint":true}}]""";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final Map<String, Catalogue> tools = new ConcurrentHashMap<>();
    /** At the full cost a page test would spend most of its time here; {@link PassphraseTest} looks at that cost. */
    private final Passphrases passphrases = new Passphrases(new Argon2.Cost(256, 1, 1));

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String issuer;
    private final Store store;
    private final Acts acts;
    private final Handover handover;
    private final Feed feed;
    private final Listener listener;

    /** What a test may decide otherwise. */
    public record Rules(boolean adminsMayApprove, Set<Access> passkeyOnly, String host) {
        public static final Rules USUAL = new Rules(true, Set.of(), "localhost");
    }

    public House(Path folder) throws IOException {
        this(folder, Rules.USUAL);
    }

    public House(Path folder, Rules rules) throws IOException {
        int port;
        try (var probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        issuer = "http://" + rules.host() + ":" + port;
        var config = Config.parse("test", "issuer: " + issuer + "\n", Map.of());
        store = Store.open("jdbc:sqlite:" + folder.resolve("house.db"), now::get);
        acts = new Acts(store, now::get);
        var master = new MasterKey(new byte[32]);
        var pages = new Pages(config.issuer());
        handover = new Handover(master, Duration.ofMinutes(10));
        var people = new People(config.issuer(), acts, master, pages, passphrases);
        tools.put("notes", catalogue("notes", TOOLS));
        acts.upkeep(tx -> {
            var shown = catalogue("notes", TOOLS);
            tx.catalogues().put(shown.digest().base64url(), "notes", shown.canonical(), now.get());
            return true;
        });
        tools.put("files", catalogue("files", "[]"));
        tools.forEach((server, seen) -> acts.upkeep(tx -> {
            tx.catalogues().put(seen.digest().base64url(), server, seen.canonical(), now.get());
            return true;
        }));
        var settings = new ConsentSettings(
                config.issuer(),
                List.of(
                        new ConsentSettings.Place(issuer + "/mcp", "Countersign's own tools", Optional.empty()),
                        new ConsentSettings.Place(notes(), "notes", Optional.of("notes")),
                        new ConsentSettings.Place(files(), "files", Optional.of("files"))),
                Duration.ofMinutes(10),
                rules.adminsMayApprove(),
                rules.passkeyOnly(),
                4);
        var authorities = new OwnerAuthorities(
                issuer + "/mcp",
                List.of(
                        new OwnerAuthorities.Rule(notes(), Optional.empty()),
                        new OwnerAuthorities.Rule(files(), Optional.of(Map.of("ada", Optional.of(Access.READ))))));
        var consent = new ConsentPages(
                settings,
                acts,
                authorities,
                people,
                pages,
                handover,
                (server, _) -> Optional.ofNullable(tools.get(server)),
                new Spelled());
        feed = new Feed(acts);
        var activity = new ActivityStream(acts, feed);
        var routes = new Routes();
        consent.routes(routes);
        people.routes(routes, consent::asker);
        new Console(
                        acts,
                        people,
                        pages,
                        _ -> Optional.empty(),
                        new Installation(
                                config.issuer(),
                                new Resources(issuer, List.of("notes", "files"), Map.of()),
                                authorities,
                                true,
                                true,
                                true,
                                "test+00000000+AA",
                                Duration.ofMinutes(10)),
                        activity)
                .routes(routes);
        new DevicePages(acts, people, pages).routes(routes);
        listener = new Listener(config, new Web(routes, new Errors(pages), Networks.none()), new Metrics());
        listener.start();
    }

    /** What ada has allowed that still lives, newest first. */
    public List<Grant> live() {
        var at = acts.now();
        var ada = new Grants.Filter(
                Optional.of(ada().id()), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(at));
        return acts.read(tx -> LiveGrants.among(tx.grants().page(ada, Optional.empty(), 1_000), tx, at));
    }

    private static final class Spelled implements Answers {
        @Override
        public String code(Asked.Redirect redirect, String code) {
            return redirect.uri() + "?code=" + code + "&state="
                    + redirect.state().orElse("");
        }

        @Override
        public String error(Asked.Redirect redirect, String error, String description) {
            return redirect.uri() + "?error=" + error + "&state="
                    + redirect.state().orElse("");
        }
    }

    private static Catalogue catalogue(String server, String json) {
        var definitions = StrictJson.parse(json).valueStream().toList();
        return Catalogue.of(server, definitions, new Classification(Map.of(), true));
    }

    public String issuer() {
        return issuer;
    }

    public String notes() {
        return issuer + "/mcp/notes";
    }

    public String files() {
        return issuer + "/mcp/files";
    }

    public Acts acts() {
        return acts;
    }

    public Owners.Owner ada() {
        return acts.read(tx -> tx.owners().named("ada")).orElseThrow();
    }

    /** How many browsers ada is signed in from. */
    public int sessions() {
        var sessions = acts.read(tx -> tx.sessions().of(ada().id(), now.get()));
        return sessions.size();
    }

    public void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** The notes server shows another list of tools from now on. */
    public void toolsChange() {
        tools.put("notes", catalogue("notes", TOOLS.replace("Reads.", "Reads everything.")));
    }

    /** The server stops answering. */
    public void goesSilent(String server) {
        tools.remove(server);
    }

    /** What the notes server shows now. */
    public Catalogue noteCatalogue() {
        return Optional.ofNullable(tools.get("notes")).orElseThrow();
    }

    public String noteTools() {
        return noteCatalogue().digest().base64url();
    }

    /** A fresh setup link, as the server prints it. */
    public String setupLink() {
        return link("setup", "");
    }

    public String link(String kind, String subject) {
        var secret = Secrets.secret(kind);
        var until = now.get().plus(Duration.ofMinutes(15));
        acts.perform(
                new IssueTicket(new Tickets.Ticket(Secrets.hash(secret), kind, subject, until, false)), Origin.HOST);
        return "/setup/" + secret;
    }

    /** A tab of a browser that was never here. */
    public Tab tab() {
        return new Tab(http, issuer);
    }

    /** An agent asks, and the owner of this tab allows it to read in the notes for a day. */
    public Tab.Seen approve(Tab tab) {
        var page = tab.visit(asks(Scopes.NONE, notes()));
        var path = page.answer().uri().getPath();
        return tab.submit(
                page, path, "decision", "approve", "access", "read", "until", "P1D", "passphrase", PASSPHRASE);
    }

    /** A tab in which the owner ada, just set up with a passphrase, is signed in. */
    public Tab owned() {
        var tab = tab();
        var link = setupLink();
        var done = tab.submit(tab.get(link), link, "name", "ada", "passphrase", PASSPHRASE, "again", PASSPHRASE);
        if (done.status() != 303) throw new AssertionError(done.html());
        return tab;
    }

    /** A tab in which the owner ada, just set up with this passkey alone, is signed in. */
    public Tab owned(SoftKey key) {
        var tab = tab();
        var link = setupLink();
        var page = tab.get(link);
        var done = tab.submit(page, link, "name", "ada", "attestation", key.make(page.options()));
        if (done.status() != 303) throw new AssertionError(done.html());
        return tab;
    }

    /** One more owner, with the usual passphrase. */
    public void addOwner(String name) {
        pass(Duration.ofSeconds(1)); // the first owner is the older one
        acts.perform(
                new CreateOwner(
                        new OwnerId("ow_" + name),
                        name,
                        ada().id().value(),
                        Optional.empty(),
                        Optional.of(passphrases.hash(PASSPHRASE)),
                        Optional.empty(),
                        now.get()),
                Origin.HOST);
    }

    public Tab.Seen signIn(Tab tab, String name, String passphrase) {
        return tab.submit(tab.get("/login"), "/login", "name", name, "passphrase", passphrase);
    }

    /** The address a stranger's request leads to. */
    public String asks(Scopes scopes, String... resources) {
        return asks(STRANGER, CALLBACK, scopes, resources);
    }

    public String asks(Asked.Asker asker, String redirect, Scopes scopes, String... resources) {
        return handover.request(
                new Asked(
                        asker,
                        Optional.of(new Asked.Redirect(redirect, Optional.of("st"), "challenge")),
                        List.of(resources),
                        scopes,
                        Optional.empty(),
                        Set.of()),
                now.get());
    }

    /** The address a configured client's request for the owner API leads to. */
    public String asksForOwnerApi(OwnerScope... scopes) {
        return handover.request(
                new Asked(
                        new Asked.Asker("editor", "Editor", Asked.Known.CONFIGURED, Optional.empty(), true),
                        Optional.of(new Asked.Redirect(CALLBACK, Optional.of("st"), "challenge")),
                        List.of(issuer + "/v1"),
                        Scopes.NONE,
                        Optional.empty(),
                        Set.of(scopes)),
                now.get());
    }

    /** A device's request as its endpoint keeps it, and the code for the human. */
    public DeviceRequests.DeviceRequest device(String address, Scopes scopes, String... resources) {
        return device(
                address, new Asked(STRANGER, Optional.empty(), List.of(resources), scopes, Optional.empty(), Set.of()));
    }

    /** The request of an owner's own agent. */
    public DeviceRequests.DeviceRequest ownAgent(OwnerScope... scopes) {
        return device(
                "127.0.0.1",
                new Asked(
                        STRANGER,
                        Optional.empty(),
                        List.of(issuer + "/v1"),
                        Scopes.NONE,
                        Optional.empty(),
                        Set.of(scopes)));
    }

    private DeviceRequests.DeviceRequest device(String address, Asked asked) {
        var ask = new Asks.Ask(
                "ask_" + Secrets.random(32),
                "device",
                Optional.empty(),
                new ClientId(STRANGER.id()),
                asked.kind(),
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now.get(),
                now.get().plus(Duration.ofMinutes(10)),
                Optional.empty(),
                address,
                "curl/8 <i>");
        var request = new DeviceRequests.DeviceRequest(
                ask, UserCode.random(new SecureRandom()::nextInt), Optional.empty(), 5, address, false);
        acts.upkeep(new KeepUnopened(request));
        return request;
    }

    /** The address of a request that failed. */
    public String fails(Asked.Known known, String redirect) {
        return handover.failure(
                new Asked.Asker("agent-1", "Agent", known, Optional.empty(), true), redirect, now.get());
    }

    /** The kinds of acts in the log, oldest first. */
    public List<String> log() {
        return acts.read(tx -> tx.events().after(0, 1000)).stream()
                .map(Events.Stored::entry)
                .map(Events.Entry::kind)
                .toList();
    }

    @Override
    public void close() {
        http.close(); // a listener waits a second for connections that are kept alive
        listener.close();
        feed.close();
        passphrases.close();
        store.close();
    }
}
