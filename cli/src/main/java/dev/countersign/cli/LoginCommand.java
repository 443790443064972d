package dev.countersign.cli;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.TokenKind;
import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.Granted;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.login.Surroundings;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.server.operations.Logging;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gets a token for an MCP server and stores it. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Log in to an MCP server, this one or any other.",
            "Everything is found out from the URL. Where a browser can bring the answer back, it is opened; in an SSH"
                    + " session, a container or without a display you get a link and a code for any device. The token is"
                    + " stored for this user only and never printed unless you ask for it."
        },
        footer = {
            "",
            "Exit codes: 0 logged in, 1 refused or failed, 2 wrong use, 3 timed out or expired, 4 denied.",
            "BROWSER names the program that opens pages. COUNTERSIGN_CREDENTIALS names the folder of the credentials."
        })
final class LoginCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "The MCP URL, such as http://localhost:8420/mcp/notes.")
    private String url = "";

    @Mixin
    private Ways ways = new Ways();

    @Mixin
    private SignIn signIn = new SignIn();

    @Mixin
    private LoginReport report = new LoginReport();

    @Override
    public Integer call() {
        Logging.quiet();
        Login.Wishes wishes = signIn.wishes(ways.way(), report.printsToken());
        Bound bound = signIn.bound();
        CredentialStore store = signIn.store();
        PastedLines pasted = new PastedLines();
        Audience told = report.audience(signIn.retry());
        Audience audience = stage -> {
            told.hears(stage);
            if (stage instanceof Stage.Page) {
                pasted.begin();
            }
        };
        try (Web web = new Web()) {
            Optional<Target> found = new Discovery(web, bound).ofMcp(url);
            if (found.isEmpty()) {
                return report.succeeds(Optional.empty(), url + " asks for no login.", "");
            }
            Target target = found.get();
            Granted granted = new Login(web, store, Surroundings.here(), audience, pasted.queue(), bound)
                    .run(target, wishes, () -> false)
                    .orElseThrow();
            return report.succeeds(Optional.of(stored(target, granted, store)), sentence(target, granted), next());
        } catch (LoginException failure) {
            return report.fails(failure);
        }
    }

    private Credential stored(Target target, Granted granted, CredentialStore store) throws LoginException {
        if (TokenKind.claimedBy(granted.tokens().accessToken()) == TokenKind.OWNER) {
            throw new LoginException(
                    LoginException.Kind.REFUSED,
                    target.server().issuer() + " gave an owner token, which is never used for an MCP server.");
        }
        Credential credential = Credential.of(
                url, target.server().issuer(), target.resource(), TokenKind.CLIENT, granted, Instant.now());
        store.save(credential);
        return credential;
    }

    private static String sentence(Target target, Granted granted) {
        String scope = granted.tokens().scope();
        return "logged in to " + target.name() + (scope.isEmpty() ? "" : " for " + scope);
    }

    private String next() {
        return "  Use it from any MCP client: "
                + Retry.of(System.getenv(), List.of("connect", url)).command();
    }
}
