package dev.countersign.gateway;

import static dev.countersign.gateway.OwnTool.input;
import static dev.countersign.gateway.OwnTool.text;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.delegation.Wish;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool {@code delegate}: a ticket with which one other agent gets a part of what this one holds. Never a token: what
 * stands in a model's context may leak, and a ticket is of no use to anybody but the receiver it names.
 */
final class DelegateTool implements OwnTool {
    static final String NAME = "delegate";
    private static final int LONGEST_SECONDS = 366 * 24 * 3600;

    private final Handing handing;
    private final String prefix;
    private final InstantSource clock;

    /**
     * @param prefix what stands before a server's name in its resource identifier
     */
    DelegateTool(Handing handing, String prefix, InstantSource clock) {
        this.handing = handing;
        this.prefix = prefix;
        this.clock = clock;
    }

    @Override
    public ObjectNode definition() {
        ObjectNode tool = OwnTool.defined(
                NAME,
                "Hand work to another agent",
                "Use this when another agent shall do a part of your work with a part of your access. It makes a ticket that "
                        + "only that agent can redeem, once, within two minutes; give the ticket to it as it is. Ask for no "
                        + "more than the work needs. What you hand on ends at the latest when your own access does, and your "
                        + "human sees it. It works only if your human allowed it: whoami says under may_hand_on to whom and "
                        + "how far. If this refuses, its message says why; do not try other receivers.",
                false);
        input(tool, "receiver", "string", true, "The client_id of the agent that shall receive it.");
        input(
                tool,
                "receiver_key",
                "string",
                false,
                "The SHA-256 thumbprint (RFC 7638) of the receiver's DPoP key. Needed when the receiver has no secret of its "
                        + "own; ask the receiver for it.");
        input(
                tool,
                "resource",
                "string",
                false,
                "Where it may act: a resource identifier, or the name of a server. Leave it out for all your token is for.");
        input(tool, "access", "string", false, "The most it may do: read, write or destructive. Prefer read.");
        ((ObjectNode) tool.path("inputSchema").path("properties").path("access"))
                .putArray("enum")
                .add("read")
                .add("write")
                .add("destructive");
        input(tool, "tools", "array", false, "Only these tools, by name. Leave it out for all tools of that access.");
        input(tool, "seconds", "integer", false, "How long it may act, in seconds from now.");
        input(tool, "depth", "integer", false, "How many times it may hand it on in turn; 0 for not at all.");
        return tool;
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) throws ToolProblem {
        String receiver = text(arguments, "receiver");
        if (receiver.isEmpty()) {
            throw new ToolProblem("receiver is missing: name the client_id of the agent that shall receive it.");
        }
        Optional<String> key = Optional.of(text(arguments, "receiver_key")).filter(given -> !given.isEmpty());
        Wish wish = new Wish(authority(who, arguments), depth(arguments), Optional.empty(), until(arguments));
        return switch (handing.ticket(
                who.holding().grant().id(), receiver, key, wish, who.token().expiresAt())) {
            case Handing.Answer.Refused(String why) -> throw new ToolProblem(why);
            case Handing.Answer.Ticket ticket -> answer(receiver, ticket);
        };
    }

    private static ObjectNode answer(String receiver, Handing.Answer.Ticket ticket) {
        ObjectNode answer = Rpc.object()
                .put("ticket", ticket.secret())
                .put("ticket_type", "urn:countersign:params:oauth:token-type:delegation-ticket")
                .put("for", receiver)
                .put("redeem_until", ticket.expiresAt().toString())
                .put("receiver_may_act_until", ticket.child().until().toString())
                .put("may_hand_on", ticket.child().delegation().depth());
        answer.set("authority", ticket.child().authority().toJson());
        return answer.put(
                "next",
                "Give the ticket to " + receiver
                        + ". It redeems it at the token endpoint by token exchange, with the ticket "
                        + "as subject_token, its ticket_type as subject_token_type, and its own credential.");
    }

    private Authority authority(Admitted who, JsonNode arguments) throws ToolProblem {
        Authority held = who.token().authority();
        String resource = text(arguments, "resource");
        if (!resource.isEmpty()) {
            String location = held.locations().contains(resource) ? resource : prefix + resource;
            if (!held.locations().contains(location)) {
                throw new ToolProblem("Your token is not for " + resource + "; it is for "
                        + String.join(", ", held.locations()) + ".");
            }
            held = held.at(location);
        }
        String access = text(arguments, "access");
        if (!access.isEmpty()) {
            Optional<Access> level = Access.ofWireName(access);
            if (level.isEmpty()) {
                throw new ToolProblem("access is read, write or destructive.");
            }
            held = held.upTo(level);
        }
        List<String> tools = arguments.path("tools").values().stream()
                .map(tool -> tool.asString(""))
                .toList();
        return tools.isEmpty() ? held : held.onlyTools(tools);
    }

    private static OptionalInt depth(JsonNode arguments) throws ToolProblem {
        JsonNode depth = arguments.path("depth");
        if (depth.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!depth.isInt() || depth.intValue() < 0) {
            throw new ToolProblem("depth is a whole number from 0.");
        }
        return OptionalInt.of(depth.intValue());
    }

    private Optional<Instant> until(JsonNode arguments) throws ToolProblem {
        JsonNode seconds = arguments.path("seconds");
        if (seconds.isMissingNode()) {
            return Optional.empty();
        }
        if (!seconds.isInt() || seconds.intValue() < 1 || seconds.intValue() > LONGEST_SECONDS) {
            throw new ToolProblem("seconds is a whole number from 1 to " + LONGEST_SECONDS + ".");
        }
        return Optional.of(clock.instant().plusSeconds(seconds.intValue()));
    }
}
