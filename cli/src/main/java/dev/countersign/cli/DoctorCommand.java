package dev.countersign.cli;

import dev.countersign.cli.doctor.Examination;
import dev.countersign.cli.doctor.Finding;
import dev.countersign.cli.doctor.Trial;
import dev.countersign.cli.login.Addresses;
import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Registrations;
import dev.countersign.cli.login.Surroundings;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import dev.countersign.cli.terminal.Findings;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.cli.terminal.Screen;
import dev.countersign.cli.terminal.Tty;
import dev.countersign.server.host.HostRefusal;
import dev.countersign.server.operations.Logging;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks a deployment while it runs. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Check a running deployment: its documents, certificate, clock, device flow, backups and more.",
            "Works from any computer. Beside the server's data folder (--data, --config) it sees more, and holds a"
                    + " lock in the store so that two never run at once."
        },
        footer = {"", "Exit codes: 0 nothing fails, 1 something does, 2 wrong use, 3 the time ended first."})
final class DoctorCommand implements Callable<Integer> {
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Duration WITH_A_HUMAN = Duration.ofMinutes(10);

    @Parameters(
            paramLabel = "URL",
            description = "The issuer or an MCP URL of it, such as http://localhost:8420/mcp/notes.")
    private String url = "";

    @Mixin
    private Host host = new Host();

    @Option(
            names = "--approve",
            description =
                    "Also try the whole way: you approve a read grant (choose one minute), it is used once and ended.")
    private boolean approve;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after this time, whatever happens; 60s unless given, 10m with --approve.")
    private @org.jspecify.annotations.Nullable Duration timeout;

    @Override
    public Integer call() {
        Logging.quiet();
        URI mcp = address();
        Duration time = timeout != null ? timeout : approve ? WITH_A_HUMAN : USUAL;
        Bound bound = Bound.in(time);
        List<Finding> found = new ArrayList<>();
        boolean terminal = !host.json() && Tty.is(1);
        Findings screen =
                new Findings(System.out, terminal && Tty.colours(System.getenv()), terminal ? Tty.columns(1) : 0);
        Optional<ObjectNode> beside = beside(mcp, time);
        try (Web web = new Web()) {
            Optional<Target> target = new Examination(web, bound, InstantSource.system(), finding -> {
                        found.add(finding);
                        if (!host.json()) screen.print(finding);
                    })
                    .run(mcp, beside);
            if (approve && target.isPresent()) {
                Finding trial = new Trial(web, login(web, bound), bound).run(target.get());
                found.add(trial);
                if (!host.json()) screen.print(trial);
            }
        } finally {
            beside.ifPresent(this::end);
        }
        boolean fails = found.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        if (host.json()) {
            System.out.println(json(mcp, found, !fails));
        } else {
            screen.sum(found, beside.isPresent());
        }
        return fails ? 1 : bound.passed() ? LoginException.Kind.TIMED_OUT.exitCode() : 0;
    }

    private URI address() {
        try {
            URI given = Addresses.safe(url, "The URL");
            String path = given.getRawPath() == null ? "" : given.getRawPath();
            return path.isEmpty() || path.equals("/") ? URI.create(Addresses.origin(given) + "/mcp") : given;
        } catch (LoginException unsafe) {
            throw new UsageException(unsafe.sentence());
        }
    }

    /** What the host says and lends, when this is the host of that server. */
    private Optional<ObjectNode> beside(URI mcp, Duration time) {
        if (!host.besideServer()) {
            return Optional.empty();
        }
        ObjectNode facts = host.ask(Host.command("doctor-begin")
                .put(
                        "who",
                        System.getProperty("user.name") + ", process "
                                + ProcessHandle.current().pid())
                .put("seconds", time.toSeconds() + 5));
        String issuer = facts.path("issuer").asString("");
        if (Addresses.origin(URI.create(issuer)).equals(Addresses.origin(mcp))) {
            return Optional.of(facts);
        }
        end(facts);
        System.err.println("The data folder here is of " + issuer + ", so it is left alone.");
        return Optional.empty();
    }

    private void end(ObjectNode facts) {
        try {
            host.ask(Host.command("doctor-end")
                    .put("examination", facts.path("examination").asString(""))
                    .put("device_code", facts.path("device_code").asString("")));
        } catch (HostRefusal gone) {
            System.err.println("the lock could not be given back (" + gone.getMessage() + "); it ends by itself");
        }
    }

    private static Login login(Web web, Bound bound) {
        Retry retry = Retry.of(System.getenv(), List.of("doctor"));
        Audience audience = new Screen(Streams.err(), Streams.style(true), retry);
        return new Login(web, Registrations.NONE, Surroundings.here(), audience, new LinkedBlockingQueue<>(), bound);
    }

    private static ObjectNode json(URI mcp, List<Finding> found, boolean healthy) {
        ObjectNode answer =
                JsonNodeFactory.instance.objectNode().put("url", mcp.toString()).put("healthy", healthy);
        for (Finding finding : found) {
            ObjectNode each = answer.withArray("checks")
                    .addObject()
                    .put("check", finding.check())
                    .put("result", finding.level().name().toLowerCase(Locale.ROOT))
                    .put("said", finding.said());
            if (!finding.remedy().isEmpty()) {
                each.put("remedy", finding.remedy());
            }
        }
        return answer;
    }
}
