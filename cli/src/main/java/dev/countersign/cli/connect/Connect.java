package dev.countersign.cli.connect;

import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.TokenKind;
import dev.countersign.cli.login.Addresses;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Web;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.cli.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The stdio server of {@code connect}.
 *
 * @param address the MCP URL behind
 * @param wishes how a login is to go
 * @param time a login may take; empty for as long as its code is good
 * @param login the command that logs in by hand
 */
public record Connect(
        String address, Login.Wishes wishes, Optional<Duration> time, Retry login, CredentialStore store) {

    /**
     * Serves one client until it closes its end.
     *
     * @param in what the client says
     * @param out what it hears: protocol messages only
     * @param err for people
     * @throws LoginException when the address cannot be used at all
     */
    public void serve(InputStream in, OutputStream out, PrintStream err, Map<String, String> environment)
            throws IOException, LoginException {
        URI uri = Addresses.safe(address, "The MCP URL");
        Screen screen = new Screen(err, Screen.Style.PLAIN, login);
        List<String> warnings = OwnerTokens.found(environment, store);
        warnings.forEach(screen::say);
        Output output = new Output(out);
        AtomicReference<@Nullable Adapter> adapter = new AtomicReference<>();
        try (Web web = new Web();
                Remote remote = new Remote(uri)) {
            Access access = new Access(
                    address,
                    new Access.Wishes(wishes, token(environment), time),
                    store,
                    web,
                    InstantSource.system(),
                    screen,
                    state -> {
                        report(state, screen);
                        Adapter listening = adapter.get();
                        if (listening != null) {
                            listening.changed(state);
                        }
                    });
            Guide guide = new Guide(address, login.command(), warnings, access);
            Relay relay = new Relay(remote, access, guide);
            try (SessionSide sessions = new SessionSide(remote, relay, access, output)) {
                Adapter serving = new Adapter(output, access, guide, sessions, new StatelessSide(relay, output));
                adapter.set(serving);
                serving.serve(in);
            }
        }
    }

    /** A client's token from the environment; an owner's is not even looked at. */
    private static Optional<String> token(Map<String, String> environment) {
        String token = environment.getOrDefault(OwnerTokens.TOKEN, "").strip();
        return token.isEmpty() || TokenKind.claimedBy(token) == TokenKind.OWNER ? Optional.empty() : Optional.of(token);
    }

    private static void report(State state, Screen screen) {
        switch (state) {
            case State.Granted granted ->
                screen.succeeds("connected to " + granted.credential().address());
            case State.Failed failed -> screen.fails(failed.why());
            case State.Open open -> screen.succeeds("the server asks for no login");
            case State.Asking asking -> {}
            case State.Idle idle -> {}
        }
    }
}
