package dev.countersign.cli;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.TokenKind;
import dev.countersign.cli.login.Addresses;
import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.Web;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.server.host.HostRefusal;
import dev.countersign.server.operations.Logging;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The owner API for scripts, which never see the token nor the key it is bound to. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = {
            "Call the owner API (/v1) with the token that `owner onboard` stored, and print the answer.",
            "The token can look and take away, never give. It is never printed, and goes to its own server only."
        },
        footer = {"", "Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 timed out."})
final class CallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "What to call, such as http://localhost:8420/v1/grants.")
    private String url = "";

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "GET unless given; POST with --body.")
    private @Nullable String method;

    @Option(
            names = "--body",
            paramLabel = "FILE",
            description = "A file with the JSON to send; - reads standard input.")
    private @Nullable String body;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Change something only if it is still as you saw it.")
    private @Nullable String ifMatch;

    @Mixin
    private Brief brief = new Brief();

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        Bound bound = brief.bound();
        Optional<String> sent = body == null ? Optional.empty() : Optional.of(read(body));
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        if (ifMatch != null) {
            headers.put("If-Match", ifMatch);
        }
        try (Web web = new Web()) {
            URI address = Addresses.safe(url, "The URL");
            Answer answer = web.call(
                    method != null ? method : sent.isPresent() ? "POST" : "GET",
                    address,
                    sent,
                    headers,
                    credential(address).pass(),
                    bound);
            System.out.write(answer.body());
            System.out.println();
            System.out.flush();
            if (answer.status() / 100 == 2) {
                return 0;
            }
            System.err.println(Addresses.origin(address) + " answered " + answer.status());
            return 1;
        } catch (Web.Silent silent) {
            System.err.println(silent.getMessage());
            return (bound.passed() ? Kind.TIMED_OUT : Kind.UNREACHABLE).exitCode();
        } catch (LoginException unusable) {
            System.err.println(unusable.sentence());
            return unusable.kind().exitCode();
        }
    }

    private Credential credential(URI address) {
        CredentialStore store = brief.store();
        Optional<Credential> found = store.all().stream()
                .filter(one -> one.kind() == TokenKind.OWNER)
                .filter(one -> Addresses.covers(URI.create(one.resource()), address))
                .findFirst();
        String issuer = found.map(Credential::issuer).orElseGet(() -> Addresses.origin(address));
        String again =
                Retry.of(System.getenv(), List.of("owner", "onboard", issuer)).command();
        return found.filter(one -> one.lasts(Duration.ZERO, Instant.now()))
                .orElseThrow(() -> new HostRefusal((found.isEmpty()
                                ? "There is no owner token for " + address
                                : "The owner token for " + found.get().resource() + " has ended")
                        + ". Get one: " + again));
    }

    private static String read(String file) throws IOException {
        return file.equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
    }
}
