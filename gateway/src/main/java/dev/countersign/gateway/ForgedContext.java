package dev.countersign.gateway;

import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Refusal;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.databind.node.ObjectNode;

/** Refuses messages that pretend to carry what only the gateway says to a guarded server about its caller, so none passes. */
final class ForgedContext {
    private static final String META_PREFIX = "dev.countersign/";
    private static final String WHY = "Only Countersign itself tells a guarded server who calls; leave out ";

    private ForgedContext() {}

    static void check(Envelope envelope, HttpFields headers) throws Refusal {
        for (HttpField field : headers) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.equals("txn-token") || name.startsWith("countersign-")) {
                throw Refusal.invalid(null, WHY + "the header " + name);
            }
        }
        for (Message message : envelope.messages()) {
            ObjectNode meta = Params.meta(message.json());
            if (meta != null && meta.propertyNames().stream().anyMatch(ForgedContext::ours)) {
                throw Refusal.invalid(null, WHY + "the members of _meta that begin with " + META_PREFIX);
            }
        }
    }

    /** Whether a member of {@code _meta} is one that only Countersign writes. */
    static boolean ours(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(META_PREFIX);
    }
}
