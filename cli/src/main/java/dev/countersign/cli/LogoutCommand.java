package dev.countersign.cli;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.Parting;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Web;
import dev.countersign.server.operations.Logging;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Ends what a login got. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = {
            "Give the stored token back to its server, which ends the grant and all that came of it, and remove it"
                    + " here.",
            "It is removed even when the server cannot be told; then this ends with 1 and says so."
        })
final class LogoutCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "The MCP URL, or an issuer to log out of everything it gave.")
    private String url = "";

    @Mixin
    private Brief brief = new Brief();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Logging.quiet();
        CredentialStore store = brief.store();
        int code = 0;
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("logged_out");
        try (Web web = new Web()) {
            Parting parting = new Parting(store, web, brief.bound());
            List<Credential> named = parting.named(url);
            for (Credential each : named) {
                Parting.Parted parted = parting.from(each);
                ObjectNode one = answer.withArray("logged_out")
                        .addObject()
                        .put("resource", each.resource())
                        .put("issuer", each.issuer())
                        .put("revoked", parted.trouble().isEmpty());
                if (parted.trouble().isPresent()) {
                    one.put("trouble", parted.trouble().get());
                    code = 1;
                }
                if (!json) tell(parted);
            }
            if (named.isEmpty() && !json) {
                System.out.println("nothing is stored for " + url);
            }
        } catch (LoginException busy) {
            System.err.println(busy.sentence());
            return busy.kind().exitCode();
        }
        if (json) System.out.println(answer);
        return code;
    }

    private static void tell(Parting.Parted parted) {
        String resource = parted.credential().resource();
        System.out.println(parted.trouble()
                .map(why -> "removed the token for " + resource + ", but it is not revoked: " + why
                        + ". End its grant on the server's pages, or wait until it ends by itself.")
                .orElse("logged out of " + resource + "; its grant has ended"));
    }
}
