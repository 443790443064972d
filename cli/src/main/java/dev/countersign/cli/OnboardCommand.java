package dev.countersign.cli;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.credentials.TokenKind;
import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.Granted;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.ServerMetadata;
import dev.countersign.cli.login.Surroundings;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Way;
import dev.countersign.cli.login.Web;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.server.operations.Logging;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gets an owner token: for the owner API, and never for an MCP server. */
@Command(
        name = "onboard",
        mixinStandardHelpOptions = true,
        description = {
            "Get a token for owner-level local automation: the owner API under /v1, for an hour.",
            "This is not how an agent gets access to an MCP server: /mcp refuses this token by design. It can look and"
                    + " take away, never give. For an MCP server use: countersign login URL"
        },
        footer = {"", "Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 timed out or expired, 4 denied."})
final class OnboardCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "The issuer, such as http://localhost:8420.")
    private String url = "";

    @Mixin
    private SignIn signIn = new SignIn();

    @Mixin
    private LoginReport report = new LoginReport();

    @Override
    public Integer call() {
        Logging.quiet();
        Bound bound = signIn.bound();
        Audience audience = report.audience(signIn.retry());
        try (Web web = new Web()) {
            ServerMetadata server = server(new Discovery(web, bound));
            String api = server.issuer() + "/v1";
            if (server.deviceProfile("owner_agent").isEmpty()) {
                throw new LoginException(
                        Kind.NO_WAY, server.issuer() + " offers no owner onboarding, or not from here.");
            }
            report.say("Owner-level local automation for " + api + ": it can look and take away, never give.");
            report.say("/mcp refuses this token by design; for an MCP server use: countersign login URL");
            Granted granted = new Login(
                            web, signIn.store(), Surroundings.here(), audience, new LinkedBlockingQueue<>(), bound)
                    .onboard(server, signIn.wishes(Way.DEVICE, report.printsToken()))
                    .orElseThrow();
            if (TokenKind.claimedBy(granted.tokens().accessToken()) != TokenKind.OWNER) {
                throw new LoginException(Kind.REFUSED, server.issuer() + " gave something else than an owner token.");
            }
            Credential credential = Credential.of(api, server.issuer(), api, TokenKind.OWNER, granted, Instant.now());
            signIn.store().save(credential);
            return report.succeeds(
                    Optional.of(credential),
                    "owner token for " + api + ": " + granted.tokens().scope(),
                    "  Use it in a script: "
                            + Retry.of(System.getenv(), List.of("owner", "call", api + "/grants"))
                                    .command());
        } catch (LoginException failure) {
            return report.fails(failure);
        }
    }

    /** The URL is the issuer, or an MCP server's that names it. */
    private ServerMetadata server(Discovery discovery) throws LoginException {
        try {
            return discovery.server(url.replaceFirst("/$", ""));
        } catch (LoginException noIssuer) {
            if (noIssuer.kind() != Kind.REFUSED) {
                throw noIssuer;
            }
            return discovery.ofMcp(url).map(Target::server).orElseThrow(() -> noIssuer);
        }
    }
}
