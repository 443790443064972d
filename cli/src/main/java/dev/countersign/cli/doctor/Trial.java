package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.Granted;
import dev.countersign.cli.login.Login;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Pass;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Way;
import dev.countersign.cli.login.Web;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The whole way once, with a human: a read grant by device authorization, one call with it, and its end. */
public final class Trial {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
    private static final String CHECK = "trial";

    private final Web web;
    private final Login login;
    private final Bound bound;

    public Trial(Web web, Login login, Bound bound) {
        this.web = web;
        this.login = login;
        this.bound = bound;
    }

    /** What came of it. */
    public Finding run(Target target) {
        try {
            Login.Wishes wishes = new Login.Wishes(
                    Way.DEVICE, Optional.of(ClientIdentity.BUILT_IN), Optional.of("mcp:read"), false, !target.bound());
            Granted granted = login.run(target, wishes, () -> false).orElseThrow();
            String token = granted.tokens().accessToken();
            Pass pass = new Pass(token, granted.tokens().key());
            int listed = list(target, pass);
            Optional<URI> revocation = target.server().revocationEndpoint();
            if (revocation.isPresent()) {
                Map<String, String> form = new LinkedHashMap<>();
                form.put("token", granted.tokens().refreshToken().orElse(token));
                granted.client().into(form);
                web.postForm(revocation.get(), form, granted.client().headers(), bound);
            }
            int after = list(target, pass);
            return listed == 200 && after == 401
                    ? Finding.ok(CHECK, "approved, tools/list answered, given back, and refused from then on")
                    : Finding.fail(
                            CHECK,
                            "tools/list answered " + listed + " with the token and " + after
                                    + " after it was given back, where 200 and 401 belong",
                            "look into the server's log");
        } catch (LoginException failure) {
            return Finding.fail(CHECK, failure.sentence(), "");
        } catch (Web.Silent silent) {
            return Finding.fail(CHECK, silent.getMessage() + "", "look into the server's log");
        }
    }

    private int list(Target target, Pass pass) throws Web.Silent {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json, text/event-stream");
        Answer hello = posted(target, Discovery.HELLO, headers, pass);
        if (hello.status() != 200) {
            return hello.status();
        }
        hello.headers().firstValue("Mcp-Session-Id").ifPresent(session -> headers.put("Mcp-Session-Id", session));
        headers.put("MCP-Protocol-Version", "2025-06-18");
        return posted(target, LIST, headers, pass).status();
    }

    private Answer posted(Target target, String message, Map<String, String> headers, Pass pass) throws Web.Silent {
        return web.call("POST", target.address(), Optional.of(message), headers, pass, bound);
    }
}
