package dev.countersign.cli;

import dev.countersign.cli.connect.Connect;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.terminal.Retry;
import dev.countersign.server.operations.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A stdio MCP server in front of one over HTTP. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = {
            "Serve MCP on standard input and output and carry everything to an MCP server over HTTP.",
            "For MCP clients that cannot log in by themselves. Until a human has allowed it there is one tool,"
                    + " countersign_login, that says what to do; the link and the code also go through the client"
                    + " (URL elicitation) and to standard error."
        },
        footer = {
            "",
            "COUNTERSIGN_TOKEN may hold a client's token to use instead of a login. An owner token is never used."
        })
final class ConnectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "The MCP URL, such as http://localhost:8420/mcp/notes.")
    private String url = "";

    @Mixin
    private Ways ways = new Ways();

    @Mixin
    private SignIn signIn = new SignIn();

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        PrintStream err = Streams.err();
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(err); // whatever prints by mistake does not end up between messages
        Login.Wishes wishes = signIn.wishes(ways.way(), false);
        Connect connect = new Connect(
                url,
                new Login.Wishes(wishes.way(), wishes.clientId(), wishes.scope(), true, false),
                signIn.time(),
                Retry.of(System.getenv(), List.of("login", url)),
                signIn.store());
        try {
            connect.serve(System.in, out, err, System.getenv());
            return 0;
        } catch (LoginException unusable) {
            err.println(unusable.sentence());
            err.flush();
            return unusable.kind().exitCode();
        }
    }
}
