package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Seal;
import dev.countersign.acts.Signer;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Location;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpUpstream;
import dev.countersign.gateway.http.Relay;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import dev.countersign.gateway.stdio.StdioUpstream;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.guard.Bearer;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;

/** The gateway as a whole: its HTTP handler, its guarded servers and their catalogues. */
public final class Gateway implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final McpEndpoint endpoint;
    private final Catalogues catalogues;
    private final OwnTools ownTools;
    private final List<Upstream> upstreams;
    private final Recorder recorder;
    private final Watch watch;
    private final Relay relay;

    private Gateway(
            McpEndpoint endpoint,
            Catalogues catalogues,
            OwnTools ownTools,
            List<Upstream> upstreams,
            Recorder recorder,
            Watch watch,
            Relay relay) {
        this.endpoint = endpoint;
        this.catalogues = catalogues;
        this.ownTools = ownTools;
        this.upstreams = upstreams;
        this.recorder = recorder;
        this.watch = watch;
        this.relay = relay;
    }

    /**
     * Opens the gateway and begins to look at the guarded servers.
     *
     * @param proofs verifies proofs of keys
     * @param signer signs what guarded servers are told of their callers
     * @param sessions seals {@code Mcp-Session-Id}; the same on all nodes
     * @param stepUp where a human allows more, or {@link StepUp#NONE}
     * @param handing how agents hand on a part of their grants
     * @param peers who sends requests; {@link Peers#DIRECT} without proxies
     */
    public static Gateway open(
            GatewaySettings settings,
            List<ServerSettings> servers,
            Acts acts,
            InstantSource clock,
            Verifier verifier,
            Liveness liveness,
            Proofs proofs,
            Signer signer,
            Seal sessions,
            StepUp stepUp,
            Handing handing,
            Peers peers) {
        Catalogues catalogues = new Catalogues(acts);
        OwnTools ownTools = new OwnTools(List.of(
                new WhoAmI(
                        id -> acts.read(tx -> tx.owners().find(id)).map(o -> o.name()),
                        id -> acts.read(tx -> tx.devices().find(id)).map(d -> d.name())),
                new RequestAccessTool(stepUp, settings.ownResource() + "/"),
                new DelegateTool(handing, settings.ownResource() + "/", clock),
                new DelegationsTool(acts),
                new RevokeDelegationTool(acts),
                new ActivityTool(acts)));
        List<Upstream> upstreams = new ArrayList<>();
        Map<String, Site> sites = new HashMap<>();
        Map<String, Elsewhere> elsewhere = new HashMap<>();
        Relay relay = new Relay(settings.node(), URI.create(settings.issuer()));
        sites.put(
                settings.ownPath(),
                new OwnSite(
                        Location.normal(settings.ownResource()),
                        settings.ownResource(),
                        door(settings, settings.ownResource(), verifier, liveness, clock)
                                .proving(proofs, Optional.empty()),
                        ownTools));
        for (ServerSettings server : servers) {
            if (server.name().equals(OwnSite.NAME)) {
                throw new IllegalArgumentException(
                        "No guarded server can be called " + OwnSite.NAME + "; choose another name");
            }
            if (server.transport() instanceof Transport.Elsewhere(Optional<URI> node)) {
                elsewhere.put(settings.ownPath() + "/" + server.name(), new Elsewhere(server.name(), node, relay));
                catalogues.stored(server.name());
                continue;
            }
            Upstream upstream = upstream(server.name(), server.transport(), () -> catalogues.changed(server.name()));
            upstreams.add(upstream);
            catalogues.add(server.name(), () -> look(server));
            String resource = settings.resource(server.name());
            sites.put(
                    settings.ownPath() + "/" + server.name(),
                    new GuardedSite(
                            server.name(),
                            Location.normal(resource),
                            resource,
                            door(settings, resource, verifier, liveness, clock).proving(proofs, server.proofFrom()),
                            upstream,
                            catalogues,
                            server.context()
                                    ? Optional.of(evidence(settings, server, signer, clock))
                                    : Optional.empty()));
        }
        Recorder recorder = new Recorder(acts);
        Watch watch = new Watch(liveness, () -> roots(upstreams), root -> forget(upstreams, root), Watch.REST);
        SealedSessions sealed = new SealedSessions(sessions);
        Tasks tasks = new Tasks();
        McpEndpoint endpoint = new McpEndpoint(
                settings.ownPath(),
                sites,
                elsewhere,
                new Origins(settings),
                acts.attempts(),
                peers,
                new PostHandler(sealed, tasks, recorder, watch, stepUp),
                new SessionHandler(sealed, tasks, recorder, watch),
                new LastUses(acts));
        servers.forEach(s -> catalogues.changed(s.name())); // the first look, before anybody asks
        return new Gateway(endpoint, catalogues, ownTools, upstreams, recorder, watch, relay);
    }

    private static Bearer door(
            GatewaySettings settings, String resource, Verifier verifier, Liveness liveness, InstantSource clock) {
        return new Bearer(
                verifier,
                liveness,
                clock,
                resource,
                TokenKind.CLIENT,
                settings.metadata(resource),
                settings.ownerApi());
    }

    /** A process is told by its messages, and its audience is its name; a server elsewhere by headers, at its address. */
    private static Evidence evidence(
            GatewaySettings settings, ServerSettings server, Signer signer, InstantSource clock) {
        return switch (server.transport()) {
            case Transport.Http(var http) ->
                new Evidence(new Contexts(settings.issuer(), http.audience(), server.name(), signer, clock), false);
            case Transport.Stdio _, Transport.Elsewhere _ ->
                new Evidence(
                        new Contexts(settings.issuer(), "stdio:" + server.name(), server.name(), signer, clock), true);
        };
    }

    private static Upstream upstream(String name, Transport transport, Runnable toolsChanged) {
        return switch (transport) {
            case Transport.Stdio(StdioSettings stdio) -> new StdioUpstream(name, stdio, toolsChanged);
            case Transport.Http(var http) -> new HttpUpstream(name, http, toolsChanged);
            case Transport.Elsewhere away ->
                throw new IllegalStateException(name + " runs on another node and has no connection here");
        };
    }

    /** Looks with a connection of its own, which belongs to no grant and ends with the look. */
    private static Seen look(ServerSettings server) throws IOException {
        Transport own = switch (server.transport()) {
            case Transport.Stdio(StdioSettings s) ->
                new Transport.Stdio(new StdioSettings(s.command(), s.env(), Isolation.SHARED, 2, s.home()));
            case Transport.Http http -> http;
            case Transport.Elsewhere away -> away;
        };
        AtomicBoolean changed = new AtomicBoolean();
        try (Upstream upstream = upstream(server.name(), own, () -> changed.set(true))) {
            Classification classes = new Classification(server.tools(), server.trustAnnotations());
            return new Look(server.name(), upstream, classes, changed).look();
        }
    }

    private static Set<GrantId> roots(List<Upstream> upstreams) {
        return upstreams.stream()
                .flatMap(u -> u.roots().stream())
                .map(GrantId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void forget(List<Upstream> upstreams, GrantId root) {
        upstreams.forEach(u -> u.forget(root.value()));
    }

    /** Serves {@code /mcp} and {@code /mcp/<server>}; declines every other path. */
    public Handler handler() {
        return endpoint;
    }

    /** What the guarded servers show. */
    public Catalogues catalogues() {
        return catalogues;
    }

    /** The tools of our own server, as a consent page shows them. */
    public Catalogue ownCatalogue() {
        return ownTools.catalogue();
    }

    /** Ends streams that only listen, lets calls end, then ends the guarded servers. Takes at most ten seconds. */
    @Override
    public void close() {
        try {
            watch.drain(DRAIN);
            relay.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        relay.close();
        List<Thread> closing =
                upstreams.stream().map(u -> Thread.ofVirtual().start(u::close)).toList();
        for (Thread thread : closing) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        recorder.close();
    }
}
