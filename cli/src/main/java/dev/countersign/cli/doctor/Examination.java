package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Goes through the checks in the order in which one needs the other, and tells each finding as soon as there is one. */
public final class Examination {
    /** One question; what it throws is a finding, too. */
    private interface Check {
        Finding look() throws LoginException, Web.Silent;
    }

    private final Web web;
    private final Bound bound;
    private final InstantSource clock;
    private final Consumer<Finding> audience;

    public Examination(Web web, Bound bound, InstantSource clock, Consumer<Finding> audience) {
        this.web = web;
        this.bound = bound;
        this.clock = clock;
        this.audience = audience;
    }

    /**
     * Examines.
     *
     * @param mcp an MCP URL of the deployment
     * @param host what its host says and lends; empty when this is not its host
     * @return the target, when it was found
     */
    public Optional<Target> run(URI mcp, Optional<ObjectNode> host) {
        look("tls", () -> Transport.tls(mcp, bound, clock.instant()));
        Optional<Answer> hello = hello(mcp);
        hello.ifPresent(answer -> {
            look("challenge", () -> Documents.challenge(mcp, answer));
            look("clock", () -> Transport.clock(answer, clock.instant()));
        });
        Optional<Target> target = hello.isEmpty() ? Optional.empty() : discovered(mcp);
        if (target.isEmpty()) {
            return target;
        }
        Target found = target.get();
        Documents documents = new Documents(web, bound);
        look("documents", () -> documents.pathInserted(found));
        look("issuer", () -> documents.issuer(found, host));
        look("keys", () -> documents.keys(found));
        look("ready", () -> documents.ready(found));
        Tries tries = new Tries(web, bound);
        look("device flow", () -> tries.deviceFlow(found, host));
        look("owner token", () -> tries.ownerToken(found, host));
        look("passkeys", () -> Operator.passkeys(found.server().issuer(), host));
        look("backups", () -> Operator.backups(host, clock.instant()));
        look("anchors", () -> Operator.anchors(host));
        look("versions", () -> Operator.versions(host));
        return target;
    }

    private Optional<Answer> hello(URI mcp) {
        try {
            return Optional.of(
                    web.postJson(mcp, Discovery.HELLO, Map.of("Accept", "application/json, text/event-stream"), bound));
        } catch (Web.Silent silent) {
            audience.accept(Finding.fail(
                    "answers",
                    silent.getMessage() + "",
                    "start the server, or check the address and what stands between"));
            return Optional.empty();
        }
    }

    private Optional<Target> discovered(URI mcp) {
        try {
            Optional<Target> target = new Discovery(web, bound).ofMcp(mcp.toString());
            audience.accept(
                    target.isEmpty()
                            ? Finding.fail(
                                    "discovery",
                                    mcp + " lets everybody in",
                                    "give the MCP URL of a guarded server, such as ISSUER/mcp")
                            : Finding.ok(
                                    "discovery",
                                    "from the MCP URL to its authorization server "
                                            + target.get().server().issuer()));
            return target;
        } catch (LoginException failure) {
            audience.accept(Finding.fail(
                    "discovery",
                    failure.sentence(),
                    "set `issuer` to the address that clients use, and let the proxy pass /.well-known on"));
            return Optional.empty();
        }
    }

    private void look(String name, Check check) {
        if (bound.passed()) {
            audience.accept(Finding.skipped(name, "the time for this command had ended"));
            return;
        }
        try {
            audience.accept(check.look());
        } catch (LoginException failure) {
            audience.accept(Finding.fail(name, failure.sentence(), ""));
        } catch (Web.Silent silent) {
            audience.accept(Finding.fail(name, silent.getMessage() + "", "look into the server's log"));
        }
    }
}
