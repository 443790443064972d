package dev.countersign.gateway;

import com.nimbusds.jose.JOSEObjectType;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Signer;
import dev.countersign.core.Digest;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Call;
import dev.countersign.core.json.Canonical;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the signed contexts that tell one guarded server who calls, for whom and what: a profile of Transaction Tokens
 * (draft-ietf-oauth-transaction-tokens). Evidence and no credential: the type is its own, the audience is that server
 * alone, and it lives one minute. Nothing that takes tokens takes one. Thread-safe.
 *
 * @param issuer who signs
 * @param audience the guarded server
 * @param server its name
 */
record Contexts(String issuer, String audience, String server, Signer signer, InstantSource clock) {
    /** The header that carries one. */
    static final String HEADER = "Txn-Token";

    /** The {@code typ} of its JOSE header. */
    static final String TYPE = "countersign-context+jwt";

    private static final long SECONDS = 60;
    private static final JOSEObjectType TYP = new JOSEObjectType(TYPE);

    /**
     * A context for what is sent now.
     *
     * @param requests what the caller sends; empty for a stream or the end of a session
     * @throws Refusal when arguments cannot be named by a hash, because a number is none of a double's
     */
    String sign(Admitted who, List<Permitted> requests, Journal journal) throws Refusal {
        Grant grant = who.holding().grant();
        long now = clock.instant().getEpochSecond();
        ObjectNode body = Rpc.object()
                .put("iss", issuer)
                .put("aud", audience)
                .put("iat", now)
                .put("exp", now + SECONDS)
                .put("jti", Secrets.id("ctx"))
                .put("txn", grant.root().value())
                .put("sub", grant.subject().sub())
                .put("client_id", grant.client().value())
                .put("grant_id", grant.id().value())
                .put("token", who.token().jti());
        chain(who, body);
        ObjectNode transaction = body.putObject("tctx").put("server", server);
        ArrayNode calls = transaction.putArray("calls");
        for (Permitted request : requests) {
            calls.add(call(request, journal));
        }
        return signer.sign(TYP, body);
    }

    /** Who acts, the newest outermost (RFC 8693 §4.1), each with its software, its grant and the device it was proved on. */
    private void chain(Admitted who, ObjectNode body) {
        List<Grant> hops = new ArrayList<>(List.of(who.holding().grant()));
        hops.addAll(who.holding().above());
        ObjectNode into = body;
        for (Grant hop : hops) {
            ObjectNode act = into.putObject("act")
                    .put("iss", issuer)
                    .put("sub", hop.agent().value())
                    .put("sub_profile", "ai_agent")
                    .put("client_id", hop.client().value())
                    .put("grant_id", hop.id().value());
            hop.device().ifPresent(device -> act.put("device", device.value()));
            into = act;
        }
    }

    private static ObjectNode call(Permitted permitted, Journal journal) throws Refusal {
        Message.Request request = permitted.request();
        ObjectNode call = Rpc.object().put("method", request.method());
        permitted.call().ifPresent(c -> call.put("access", c.access().wireName()));
        if (request.method().equals("tools/call") && permitted.call().isPresent()) {
            Call tool = permitted.call().get();
            tool.tool().ifPresent(name -> call.put("tool", name));
            call.put("arguments", hash(request, tool));
        }
        journal.noted(request.id()).ifPresent(noted -> call.put("event", noted.event()));
        return call;
    }

    /**
     * Checks, before anything is logged, that a context can be made of these.
     *
     * @throws Refusal when it cannot
     */
    static void check(List<Permitted> requests) throws Refusal {
        for (Permitted permitted : requests) {
            if (permitted.request().method().equals("tools/call")
                    && permitted.call().isPresent()) {
                hash(permitted.request(), permitted.call().get());
            }
        }
    }

    /** The SHA-256 of the arguments in canonical form (RFC 8785), base64url. */
    private static String hash(Message.Request request, Call call) throws Refusal {
        return Canonical.exact(call.arguments())
                .map(text -> Digest.of(text).base64url())
                .orElseThrow(() -> new Refusal(
                        400,
                        Rpc.INVALID_PARAMS,
                        request.id(),
                        "This server is told what is called by a hash (RFC 8785); a number of these arguments is no"
                                + " double, so send it as a string or with fewer digits"));
    }
}
