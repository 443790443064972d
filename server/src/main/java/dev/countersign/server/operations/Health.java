package dev.countersign.server.operations;

import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /healthz} says that the process answers; {@code /readyz} whether it may be sent work. Neither needs an owner. */
public final class Health {
    /** One condition of being ready. */
    public record Check(String name, Probe probe) {}

    /** Looks whether a condition holds. */
    @FunctionalInterface
    public interface Probe {
        /** What is wrong, in one plain sentence without secrets; empty when all is well. */
        Optional<String> trouble();
    }

    private final List<Check> checks;

    public Health(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    public void add(Routes routes) {
        routes.get("/healthz", exchange -> Reply.text(200, "text/plain; charset=utf-8", "ok\n"))
                .get("/readyz", exchange -> ready());
    }

    /** 200 when every check holds, else 503; either way with each check's state. */
    Reply ready() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        boolean ready = true;
        for (Check check : checks) {
            Optional<String> trouble = trouble(check);
            body.put(check.name(), trouble.orElse("ok"));
            ready &= trouble.isEmpty();
        }
        return Reply.json(ready ? 200 : 503, body);
    }

    private static Optional<String> trouble(Check check) {
        try {
            return check.probe().trouble();
        } catch (RuntimeException failed) {
            return Optional.of("failed (" + failed.getClass().getSimpleName() + "); see the log");
        }
    }
}
