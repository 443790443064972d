package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Addresses;
import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.AuthenticateHeader;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Target;
import dev.countersign.cli.login.Web;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the deployment publishes about itself, as a strict client reads it. */
final class Documents {
    private static final List<String> PRIVATE = List.of("d", "p", "q", "k");

    private final Web web;
    private final Bound bound;

    Documents(Web web, Bound bound) {
        this.web = web;
        this.bound = bound;
    }

    /** RFC 9728 §5.1: without a token the answer is 401 and says where the resource is described. */
    static Finding challenge(URI mcp, Answer hello) {
        String described = AuthenticateHeader.parameters(hello.headers().allValues("WWW-Authenticate"))
                .getOrDefault("resource_metadata", "");
        if (hello.status() == 401 && !described.isEmpty()) {
            return Finding.ok("challenge", "401 without a token, described at " + described);
        }
        return Finding.fail(
                "challenge",
                mcp + " answered " + hello.status()
                        + (described.isEmpty() ? " without resource_metadata" : "")
                        + " to a request without a token, where 401 with resource_metadata belongs",
                "give the MCP URL, and let the proxy pass status and WWW-Authenticate on");
    }

    /** RFC 9728 §3.1: the path of the resource stands behind the well-known part. */
    Finding pathInserted(Target target) throws Web.Silent {
        URI resource = URI.create(target.resource());
        String path = resource.getRawPath() == null ? "" : resource.getRawPath();
        URI place = URI.create(Addresses.origin(resource) + "/.well-known/oauth-protected-resource" + path);
        Answer answer = web.get(place, bound);
        String named = answer.json()
                .map(document -> document.path("resource").asString(""))
                .orElse("");
        return answer.status() == 200 && named.equals(target.resource())
                ? Finding.ok("documents", "the resource is described at its path-inserted address, too")
                : Finding.fail(
                        "documents",
                        place + " answered " + answer.status() + " and describes \"" + named + "\", not "
                                + target.resource(),
                        "let the proxy pass /.well-known on with the path behind it");
    }

    /** One issuer, byte for byte, at the address that clients use. */
    Finding issuer(Target target, Optional<ObjectNode> host) {
        String issuer = target.server().issuer();
        String configured =
                host.map(facts -> facts.path("issuer").asString(issuer)).orElse(issuer);
        if (!configured.equals(issuer)) {
            return Finding.fail(
                    "issuer",
                    "clients are told " + issuer + ", and the configuration says " + configured,
                    "start the server with this configuration");
        }
        if (!Addresses.origin(URI.create(issuer)).equals(Addresses.origin(target.address()))) {
            return Finding.warn(
                    "issuer",
                    issuer + " is another host than " + target.address(),
                    "right for a resource guarded elsewhere; for Countersign's own set `issuer` to this address");
        }
        return Finding.ok("issuer", issuer + ", the same in every document");
    }

    Finding keys(Target target) throws LoginException, Web.Silent {
        Optional<URI> place = target.server().keys();
        if (place.isEmpty()) {
            return Finding.fail("keys", "the metadata names no jwks_uri", "");
        }
        JsonNode keys = web.get(place.get(), bound)
                .json()
                .orElseGet(JsonNodeFactory.instance::objectNode)
                .path("keys");
        if (keys.isEmpty()) {
            return Finding.fail("keys", place.get() + " has no key, so nobody can verify a token", "");
        }
        if (keys.valueStream().anyMatch(key -> PRIVATE.stream().anyMatch(key::has))) {
            return Finding.fail(
                    "keys", place.get() + " publishes a private key", "stop the server and rotate all keys");
        }
        return Finding.ok("keys", keys.size() + " published");
    }

    /** {@code /readyz}, with what is wrong when something is. */
    Finding ready(Target target) throws Web.Silent {
        URI place = URI.create(target.server().issuer() + "/readyz");
        Answer answer = web.get(place, bound);
        if (answer.status() == 404) {
            return Finding.skipped("ready", "no /readyz here; it is not Countersign, or a proxy keeps it back");
        }
        String troubles = answer.json()
                .map(body -> body.propertyStream()
                        .filter(each -> !each.getValue().asString("").equals("ok"))
                        .map(each -> each.getKey() + ": " + each.getValue().asString(""))
                        .collect(Collectors.joining("; ")))
                .orElse("");
        return answer.status() == 200
                ? Finding.ok("ready", "store, clock and keys are in order")
                : Finding.fail(
                        "ready", "answered " + answer.status() + " (" + troubles + ")", "look into the server's log");
    }
}
