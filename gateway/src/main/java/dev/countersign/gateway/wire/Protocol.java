package dev.countersign.gateway.wire;

import dev.countersign.gateway.wire.Revision.Era;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the revision a POST speaks, from its header and its body, which must agree. */
public final class Protocol {
    public static final String VERSION_HEADER = "MCP-Protocol-Version";
    public static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String META_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private Protocol() {}

    /**
     * The revision of {@code envelope}.
     *
     * @param negotiated what the session agreed on, or null without a session
     * @param served what the guarded server speaks, newest first
     * @throws Refusal when header, body and session disagree, or the revision is not served
     */
    public static Revision of(
            Envelope envelope, HttpFields headers, @Nullable Revision negotiated, List<Revision> served)
            throws Refusal {
        String header = Mirrored.only(headers, VERSION_HEADER, null);
        Message single = envelope.single();
        JsonNode id = single instanceof Message.Request request ? request.id() : null;
        JsonNode declared = single == null ? null : Params.meta(single.json(), META_VERSION);
        if (single != null && declared != null && !declared.isMissingNode()) {
            return stateless(header, declared, id, single, served);
        }
        if (header != null && header.compareTo(Revision.R2026_07_28.text()) >= 0) {
            throw new Refusal(
                    400, Rpc.INVALID_PARAMS, id, "Revision " + header + " needs \"" + META_VERSION + "\" in _meta");
        }
        return session(envelope, header, negotiated, id, served);
    }

    private static Revision stateless(
            @Nullable String header, JsonNode declared, @Nullable JsonNode id, Message message, List<Revision> served)
            throws Refusal {
        if (!declared.isString()) {
            throw new Refusal(400, Rpc.INVALID_PARAMS, id, "\"" + META_VERSION + "\" must be a string");
        }
        String version = declared.stringValue();
        if (!version.equals(header)) {
            throw Refusal.mismatch(
                    id, VERSION_HEADER + (header == null ? " is missing" : " does not match the body's version"));
        }
        Optional<Revision> revision =
                Revision.of(version).filter(r -> r.era() == Era.STATELESS).filter(served::contains);
        if (revision.isEmpty()) {
            throw unsupported(id, version, served);
        }
        if (message instanceof Message.Request
                && !Params.meta(message.json(), META_CAPABILITIES).isObject()) {
            throw new Refusal(400, Rpc.INVALID_PARAMS, id, "The request needs \"" + META_CAPABILITIES + "\" in _meta");
        }
        return revision.get();
    }

    private static Revision session(
            Envelope envelope,
            @Nullable String header,
            @Nullable Revision negotiated,
            @Nullable JsonNode id,
            List<Revision> served)
            throws Refusal {
        if (served.stream().noneMatch(r -> r.era() == Era.SESSION)) {
            throw unsupported(id, header == null ? asked(envelope) : header, served);
        }
        Revision revision;
        if (header == null) {
            // MCP 2025-06-18, transports: without a header and a session, 2025-03-26 is meant.
            revision = negotiated == null ? Revision.R2025_03_26 : negotiated;
        } else {
            revision = Revision.of(header).orElseThrow(() -> unsupported(id, header, served));
            if (negotiated != null && negotiated != revision) {
                throw Refusal.invalid(id, VERSION_HEADER + " is not the revision this session agreed on");
            }
        }
        if (envelope.batch() && !revision.batches()) {
            throw Refusal.invalid(null, "Batches exist in revision 2025-03-26 only; send one message at a time");
        }
        return revision;
    }

    /** What a request without a header asks for: what its handshake names, else the revision that had no header yet. */
    private static String asked(Envelope envelope) {
        String named = envelope.single() instanceof Message.Request request
                        && request.method().equals("initialize")
                ? request.text("protocolVersion")
                : null;
        return named == null ? Revision.R2025_03_26.text() : named;
    }

    /** The error for a revision that is not served (400, -32022; MCP 2026-07-28, versioning). */
    public static Refusal unsupported(@Nullable JsonNode id, String requested, List<Revision> served) {
        ObjectNode data = Rpc.object();
        ArrayNode supported = data.putArray("supported");
        served.forEach(r -> supported.add(r.text()));
        data.put("requested", requested);
        return new Refusal(400, Rpc.UNSUPPORTED_PROTOCOL_VERSION, id, "Unsupported protocol version", data);
    }
}
