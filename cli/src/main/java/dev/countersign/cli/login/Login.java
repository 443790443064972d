package dev.countersign.cli.login;

import dev.countersign.cli.login.LoginException.Kind;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;

/**
 * Gets a token for a target by asking a human, in the way that fits: a browser that can bring the answer back, else a code
 * that is typed on any device, else an address to open elsewhere and to paste back. Never by an owner's credential.
 */
public final class Login {
    /**
     * How this login is to go.
     *
     * @param way how the human is asked
     * @param clientId who to be, when the person knows better
     * @param scope what to ask for, when the person knows better
     * @param paste whether somebody can paste an address here
     * @param bearer whether the token is for somebody who does not have the key of this computer
     */
    public record Wishes(Way way, Optional<String> clientId, Optional<String> scope, boolean paste, boolean bearer) {}

    private final Web web;
    private final Registrations registrations;
    private final Surroundings surroundings;
    private final Audience audience;
    private final BlockingQueue<String> pasted;
    private final Bound bound;

    /**
     * @param pasted lines a person pastes
     * @param bound of the whole command
     */
    public Login(
            Web web,
            Registrations registrations,
            Surroundings surroundings,
            Audience audience,
            BlockingQueue<String> pasted,
            Bound bound) {
        this.web = web;
        this.registrations = registrations;
        this.surroundings = surroundings;
        this.audience = audience;
        this.pasted = pasted;
        this.bound = bound;
    }

    /**
     * Asks, and waits until somebody decides.
     *
     * @param needless whether somebody else got the token meanwhile
     * @return empty when the login became needless
     * @throws LoginException when there is no token, with the reason
     */
    public Optional<Granted> run(Target target, Wishes wishes, BooleanSupplier needless) throws LoginException {
        if (target.bound()) {
            provable(target, wishes);
        }
        Optional<String> noBrowser = surroundings.noBrowser();
        boolean device = target.server().deviceEndpoint().isPresent();
        boolean codes = target.server().authorizationEndpoint().isPresent();
        Map<String, String> request = request(target, wishes);
        return switch (wishes.way()) {
            case DEVICE -> byDevice(target.server(), wishes, request, needless);
            case BROWSER -> byBrowser(target.server(), wishes, request, Optional.of(surroundings.opener()), needless);
            case AUTO -> {
                if (noBrowser.isEmpty() && codes) {
                    yield byBrowser(target.server(), wishes, request, Optional.of(surroundings.opener()), needless);
                }
                if (device) {
                    noBrowser.ifPresent(why -> audience.hears(
                            new Stage.Note("A browser cannot answer here (" + why + "), so a code is used.")));
                    yield byDevice(target.server(), wishes, request, needless);
                }
                if (codes && wishes.paste()) {
                    audience.hears(new Stage.Note("A browser cannot answer here (" + noBrowser.orElse("unknown")
                            + "), and this server has no device authorization."));
                    yield byBrowser(target.server(), wishes, request, Optional.empty(), needless);
                }
                throw noWay(target.server(), codes, noBrowser.orElse("it is not offered"));
            }
        };
    }

    /** Asks for owner-level access by device authorization. The human types the code, whatever link there is. */
    public Optional<Granted> onboard(ServerMetadata server, Wishes wishes) throws LoginException {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("profile", "owner_agent");
        wishes.scope().ifPresent(scope -> request.put("scope", scope));
        return byDevice(server, wishes, request, () -> false);
    }

    private Optional<Granted> byDevice(
            ServerMetadata server, Wishes wishes, Map<String, String> request, BooleanSupplier needless)
            throws LoginException {
        if (server.deviceEndpoint().isEmpty()) {
            throw noWay(server, server.authorizationEndpoint().isPresent(), "--device was given");
        }
        ClientIdentity client =
                new Introduction(web, registrations, bound).to(server, wishes.clientId(), Optional.empty());
        return new DeviceLogin(web, audience, needless, key(server, wishes), bound).run(server, client, request);
    }

    private Optional<Granted> byBrowser(
            ServerMetadata server,
            Wishes wishes,
            Map<String, String> request,
            Optional<Opener> opener,
            BooleanSupplier needless)
            throws LoginException {
        Optional<URI> registered = server.knows(ClientIdentity.BUILT_IN)
                ? Optional.empty()
                : registrations.of(server.issuer()).flatMap(ClientIdentity::redirect);
        Introduction introduction = new Introduction(web, registrations, bound);
        return new BrowserLogin(web, audience, needless, key(server, wishes), bound)
                .run(
                        server,
                        registered,
                        redirect -> introduction.to(server, wishes.clientId(), Optional.of(redirect)),
                        request,
                        opener,
                        pasted);
    }

    /** Before anybody is asked for what would then be refused. */
    private static void provable(Target target, Wishes wishes) throws LoginException {
        String only = target.resource() + " takes only tokens that are bound to a key, and ";
        if (wishes.bearer()) {
            throw LoginException.refused(
                    only + "a token that is printed is not bound to this computer's. Leave --print-token out.");
        }
        if (!target.server().bindsToKeys()) {
            throw LoginException.refused(only + target.server().issuer()
                    + " takes no proofs of the kind this computer makes (" + DeviceKey.ALGORITHM + ").");
        }
    }

    private Optional<DeviceKey> key(ServerMetadata server, Wishes wishes) throws LoginException {
        return wishes.bearer() || !server.bindsToKeys()
                ? Optional.empty()
                : Optional.of(registrations.key(server.issuer()));
    }

    private static Map<String, String> request(Target target, Wishes wishes) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("resource", target.resource()); // RFC 8707; MCP CL-03
        String scope = wishes.scope().orElse(target.scope());
        boolean refresh = target.server().offersOfflineAccess() && !scope.contains("offline_access");
        String whole = refresh ? (scope + " offline_access").strip() : scope; // MCP CL-11
        if (!whole.isEmpty()) {
            request.put("scope", whole);
        }
        return request;
    }

    private static LoginException noWay(ServerMetadata server, boolean codes, String why) {
        String instead = codes
                ? "Log in from a computer with a browser, or run this in a terminal, where the address the browser"
                        + " ends on can be pasted."
                : "Ask its operator how agents are to log in.";
        return new LoginException(
                Kind.NO_WAY,
                server.issuer() + " has no device authorization, and a browser cannot answer here (" + why + "). "
                        + instead + " An owner's credential is never used for this.");
    }
}
