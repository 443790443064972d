package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.AuthenticateHeader;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is tried for real: a throwaway device request, and a token that must not be taken. */
final class Tries {
    private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final Web web;
    private final Bound bound;

    Tries(Web web, Bound bound) {
        this.web = web;
        this.bound = bound;
    }

    /**
     * RFC 8628 §3.2, §3.5: a request is answered with two codes, the first poll is told to wait and one that comes too soon
     * to slow down. Beside the data the request is taken back at the end; elsewhere it expires by itself, unopened.
     */
    Finding deviceFlow(Target target, Optional<ObjectNode> host) throws LoginException, Web.Silent {
        String check = "device flow";
        Optional<URI> endpoint = target.server().deviceEndpoint();
        if (endpoint.isEmpty()) {
            return Finding.warn(
                    check,
                    "not offered, so agents without a browser cannot log in",
                    "set `device: { enabled: true }` if they should");
        }
        Map<String, String> request = new LinkedHashMap<>();
        request.put("client_id", ClientIdentity.BUILT_IN);
        request.put("resource", target.resource());
        request.put("scope", "mcp:read");
        Answer asked = web.postForm(endpoint.get(), request, Map.of(), bound);
        ObjectNode codes = asked.json().orElseGet(JsonNodeFactory.instance::objectNode);
        String code = codes.path("device_code").asString("");
        if (asked.status() != 200 || code.isEmpty()) {
            return Finding.fail(
                    check,
                    "a request was answered " + asked.status() + " "
                            + codes.path("error").asString("without a code"),
                    codes.path("error_description").asString(""));
        }
        host.ifPresent(facts -> facts.put("device_code", code));
        if (codes.path("verification_uri_complete").asString("").contains(code)) {
            return Finding.fail(
                    check,
                    "the link for the human carries the device code",
                    "never show it; whoever sees it gets the token");
        }
        String first = polled(target, code);
        String second = polled(target, code);
        if (!first.equals("authorization_pending") || !second.equals("slow_down")) {
            return Finding.fail(
                    check,
                    "two polls at once were answered \"" + first + "\" and \"" + second
                            + "\", where authorization_pending and slow_down belong",
                    "");
        }
        return Finding.ok(
                check,
                "a throwaway request waits and is told to slow down"
                        + (host.isPresent() ? ", and was taken back" : "; it expires by itself"));
    }

    private String polled(Target target, String code) throws LoginException, Web.Silent {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", DEVICE_GRANT);
        form.put("client_id", ClientIdentity.BUILT_IN);
        form.put("device_code", code);
        Answer answer = web.postForm(target.server().tokenEndpoint(), form, Map.of(), bound);
        return answer.json()
                .map(body -> body.path("error").asString(""))
                .filter(error -> !error.isEmpty())
                .orElse("HTTP " + answer.status());
    }

    /** BEHAVIOURS A1.5: an owner token is refused at MCP resources, by its kind and not for want of a grant. */
    Finding ownerToken(Target target, Optional<ObjectNode> host) throws Web.Silent {
        String check = "owner token";
        String token = host.map(facts -> facts.path("owner_token").asString("")).orElse("");
        if (token.isEmpty()) {
            return Finding.skipped(
                    check, "only the server's host can lend one to try; run this beside its data folder (--data)");
        }
        Answer answer = web.postJson(
                target.address(),
                Discovery.HELLO,
                Map.of("Accept", "application/json, text/event-stream", "Authorization", "Bearer " + token),
                bound);
        Map<String, String> challenge =
                AuthenticateHeader.parameters(answer.headers().allValues("WWW-Authenticate"));
        boolean refused = answer.status() == 403
                && challenge.getOrDefault("error_description", "").contains("owner token");
        return refused
                ? Finding.ok(check, "refused here, because it is one (403)")
                : Finding.fail(
                        check,
                        "answered " + answer.status() + ", where 403 belongs",
                        "put nothing between clients and the gateway that authenticates by itself");
    }
}
