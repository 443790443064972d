package dev.countersign.e2e;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server whose owner {@code ada}, with a passkey and a passphrase, sits signed in at a browser. */
record Scene(RunningServer server, Human human) implements AutoCloseable {
    static final String OWNER = "ada";

    /** The example notes, for a configuration of a test's own. */
    static final String NOTES = "servers: { notes: { command: " + Distribution.exampleNotes() + " } }\n";

    /** With the example notes and everything by default. */
    static Scene plain() {
        return of(null);
    }

    /**
     * @param config as for {@link RunningServer#configured}
     * @param arguments more arguments for the browser
     */
    static Scene of(@Nullable String config, String... arguments) {
        RunningServer server = RunningServer.started(config, Map.of());
        Human human = new Human(arguments);
        human.setsUpWithBoth(server, OWNER);
        return new Scene(server, human);
    }

    /** The consent page for a request of this agent for the example notes. */
    void asks(Agent agent) {
        asks(agent.authorizeUrl(notes()));
    }

    void asks(URI authorize) {
        human.opens(authorize);
        human.arrives("/consent/ask_");
    }

    String notes() {
        return server.mcp("notes");
    }

    URI page(String path) {
        return URI.create(server.issuer() + path);
    }

    /** Somebody with the owner's passphrase and another browser. */
    Visitor visitor() {
        Visitor visitor = new Visitor(server);
        int status = visitor.signsIn(OWNER, Human.PASSPHRASE).statusCode();
        if (status != 303) {
            throw new AssertionError("sign-in: " + status);
        }
        return visitor;
    }

    @Override
    public void close() {
        human.close();
        server.close();
    }
}
