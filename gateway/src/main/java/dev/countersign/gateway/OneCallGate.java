package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.gateway.Decider.Ruling;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Challenge;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls beyond a grant. One that a human allowed goes on, once. For another {@code destructive} one the client hears where
 * its human can allow it: as revision 2025-11-25 says it (error -32042) or as 2026-07-28 does (a result that asks for input)
 * when the client declared URL elicitation, else in the body of the challenge. Anything else is the challenge alone.
 */
final class OneCallGate {
    /** How the answer of a client's human is called in revision 2026-07-28. */
    static final String INPUT = "dev.countersign/approval";

    private static final String RESPONSES = "inputResponses";
    private static final Set<String> UNWILLING = Set.of("decline", "cancel");

    private final StepUp stepUp;

    OneCallGate(StepUp stepUp) {
        this.stepUp = stepUp;
    }

    /** The one call of this POST, if it is beyond the grant and a human allowed it and that was not used yet. */
    Optional<Permitted> allowed(Admitted who, Envelope envelope, Ruling.Short beyond) {
        if (!(envelope.single() instanceof Message.Request request) || !mayAsk(request, beyond)) {
            return Optional.empty();
        }
        Call call = beyond.calls().getFirst();
        if (!who.holding().owner().permits(call)) {
            return Optional.empty();
        }
        return stepUp.allowed(who.holding().grant(), call)
                .map(approval -> new Permitted(request, Optional.of(call), true, Optional.of(approval)));
    }

    /** Only a tool is called with arguments that a human can read. */
    private static boolean mayAsk(Message.Request request, Ruling.Short beyond) {
        return beyond.needed() == Access.DESTRUCTIVE
                && beyond.calls().size() == 1
                && request.method().equals("tools/call");
    }

    /** Says that the call is not let through, and where a human can allow it. */
    void refuse(
            Client client,
            Site site,
            Admitted who,
            Envelope envelope,
            Ruling.Short beyond,
            Revision revision,
            SealedSessions.@Nullable Session session)
            throws IOException {
        Message.Request single = envelope.single() instanceof Message.Request request ? request : null;
        Optional<StepUp.Page> page = single != null && mayAsk(single, beyond) && !unwilling(single)
                ? stepUp.page(StepUp.Holder.of(who), beyond.calls().getFirst(), client.origin())
                : Optional.empty();
        if (page.isPresent() && single != null && elicits(single, revision, session)) {
            client.json(
                    200,
                    revision.era() == Era.STATELESS
                            ? inputRequired(single.id(), page.get(), beyond.why())
                            : elicitationRequired(single.id(), page.get(), beyond.why()));
        } else {
            Challenge challenge = Challenge.insufficientScope(
                    beyond.needed(), beyond.why(), site.door().resourceMetadata());
            client.challenge(
                    challenge,
                    single == null ? null : single.id(),
                    page.map(StepUp.Page::url).orElse(null));
        }
    }

    private static boolean elicits(
            Message.Request request, Revision revision, SealedSessions.@Nullable Session session) {
        if (revision.era() == Era.STATELESS) {
            return Params.meta(request.json(), Protocol.META_CAPABILITIES)
                    .path("elicitation")
                    .has("url");
        }
        return session != null && session.urlElicitation() && session.revision() == Revision.R2025_11_25;
    }

    /** Whether the human behind the client does not want to see the page. */
    private static boolean unwilling(Message.Request request) {
        return UNWILLING.contains(
                Params.at(request.json(), RESPONSES).path(INPUT).path("action").asString(""));
    }

    /** URLElicitationRequiredError of MCP 2025-11-25. */
    private static ObjectNode elicitationRequired(JsonNode id, StepUp.Page page, String why) {
        ObjectNode data = Rpc.object();
        data.putArray("elicitations")
                .addObject()
                .put("mode", "url")
                .put("elicitationId", page.id())
                .put("url", page.url())
                .put("message", message(why));
        return Rpc.error(id, Rpc.URL_ELICITATION_REQUIRED, "A human has to allow this call", data);
    }

    /** InputRequiredResult of MCP 2026-07-28, which has neither that error nor ids of elicitations. */
    private static ObjectNode inputRequired(JsonNode id, StepUp.Page page, String why) {
        ObjectNode result = Rpc.object().put("resultType", "input_required");
        result.putObject("inputRequests")
                .putObject(INPUT)
                .put("method", "elicitation/create")
                .putObject("params")
                .put("mode", "url")
                .put("url", page.url())
                .put("message", message(why));
        return Rpc.result(id, result);
    }

    private static String message(String why) {
        return why + " Its human can allow this one call on this page.";
    }

    /** The message as the upstream may see it: an answer to our question is none of its business. */
    static Envelope forUpstream(Envelope envelope) {
        if (!(envelope.single() instanceof Message.Request request)
                || !Params.at(request.json(), RESPONSES).has(INPUT)) {
            return envelope;
        }
        ObjectNode copy = request.json().deepCopy();
        if (copy.path("params") instanceof ObjectNode params
                && params.path(RESPONSES) instanceof ObjectNode responses) {
            responses.remove(INPUT);
            if (responses.isEmpty()) {
                params.remove(RESPONSES);
            }
        }
        return new Envelope(List.of(new Message.Request(request.id(), request.method(), copy)), false);
    }
}
