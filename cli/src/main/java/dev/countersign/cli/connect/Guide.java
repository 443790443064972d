package dev.countersign.cli.connect;

import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The words {@code connect} says to a client: what is wrong, and what a human does about it. No secret is in them. */
final class Guide {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String address;
    private final String login;
    private final List<String> warnings;
    private final Access access;

    /**
     * @param login the command that logs in by hand
     * @param warnings about owner credentials that were found
     */
    Guide(String address, String login, List<String> warnings, Access access) {
        this.address = address;
        this.login = login;
        this.warnings = warnings;
        this.access = access;
    }

    /** What a human has to do. */
    String invitation(Shown shown) {
        return "To let this program use " + address + ", " + shown.words() + ".";
    }

    /** How it stands, for a tool's answer. */
    String standing(State state) {
        String text = switch (state) {
            case State.Asking asking ->
                asking.shown()
                        .map(shown -> "Please ask your human: " + invitation(shown)
                                + " Then try again; nothing needs to be pasted here.")
                        .orElse("The login is being prepared; try again in a moment.");
            case State.Failed failed ->
                failed.why().sentence() + " To ask again, call " + Replies.LOGIN_TOOL + " or run: " + login;
            case State.Granted granted -> "Logged in: the tools of " + address + " are available.";
            case State.Open open -> address + " asks for no login: its tools are available.";
            case State.Idle idle -> "The login has not begun; call " + Replies.LOGIN_TOOL + ".";
        };
        return warnings.isEmpty() ? text : text + " " + String.join(" ", warnings);
    }

    /** There is no token, or none any more. */
    ObjectNode ended(JsonNode id, LoginException why) {
        if (why.kind() == Kind.UNREACHABLE) {
            return Rpc.error(id, Rpc.INTERNAL_ERROR, why.sentence() + " Nothing was sent; try again later.");
        }
        State state = access.settled(PATIENCE);
        Optional<Shown> shown = state instanceof State.Asking asking ? asking.shown() : Optional.empty();
        String how = shown.map(page -> " To renew it, " + page.words() + ", or run: " + login)
                .orElse(" To renew it, run: " + login);
        ObjectNode data = Rpc.object().put("renew", login);
        shown.ifPresent(page -> {
            data.put("url", page.page().toString());
            page.code().ifPresent(code -> data.put("user_code", code));
        });
        return Rpc.error(id, 401, why.sentence() + how, data);
    }

    /** A token that was renewed a moment ago is refused too. */
    ObjectNode refused(JsonNode id) {
        return Rpc.error(
                id,
                401,
                address + " refuses its token. Log in again: " + login,
                Rpc.object().put("renew", login));
    }

    /** The grant does not reach so far (403); nothing wider is asked for unless a human starts it. */
    ObjectNode beyond(JsonNode id, Optional<ObjectNode> body, HttpHeaders headers) {
        JsonNode error = body.map(json -> json.path("error")).orElse(Rpc.object());
        String scope = error.path("scope").asString("");
        String more = scope.isEmpty() ? login : login + " --scope '" + scope + "'";
        ObjectNode data = Rpc.object().put("renew", more);
        if (!scope.isEmpty()) {
            data.put("scope", scope);
        }
        if (error.path("url").isString()) {
            data.put("url", error.path("url").stringValue());
        }
        String said = error.path("message").asString("The grant does not allow this.");
        return Rpc.error(
                id, 403, said + (said.endsWith(".") ? "" : ".") + " To allow more, a human runs: " + more, data);
    }

    ObjectNode unreachable(JsonNode id, IOException why) {
        String name = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return Rpc.error(
                id,
                Rpc.INTERNAL_ERROR,
                address + " cannot be reached (" + name + "). Check that it runs, and try again.");
    }

    ObjectNode brokeOff(JsonNode id) {
        return Rpc.error(
                id, Rpc.INTERNAL_ERROR, address + " broke off before it answered. It may have done what was asked.");
    }

    ObjectNode unusable(JsonNode id, int status) {
        return Rpc.error(id, status, address + " answered " + status + " without a message that can be passed on.");
    }
}
