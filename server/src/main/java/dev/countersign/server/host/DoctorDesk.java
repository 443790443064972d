package dev.countersign.server.host;

import com.nimbusds.jose.JOSEObjectType;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Signer;
import dev.countersign.acts.upkeep.BeginExamination;
import dev.countersign.acts.upkeep.DropUnopened;
import dev.countersign.acts.upkeep.EndExamination;
import dev.countersign.acts.upkeep.NoteBackup;
import dev.countersign.server.oauth.token.DeviceCode;
import dev.countersign.server.operations.Foundation;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stands by while a deployment is examined: one at a time, with what only the host knows. */
final class DoctorDesk {
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Foundation foundation;
    private final boolean serving;

    DoctorDesk(Foundation foundation, boolean serving) {
        this.foundation = foundation;
        this.serving = serving;
    }

    ObjectNode begin(ObjectNode request) {
        String id = Secrets.random(16);
        Duration asked = Duration.ofSeconds(Math.max(1, request.path("seconds").asLong(60)));
        Duration atMost = asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
        Optional<BeginExamination.Running> other = foundation
                .acts()
                .upkeep(new BeginExamination(id, request.path("who").asString("somebody"), atMost));
        other.ifPresent(running -> {
            throw new HostRefusal("this deployment is being examined by " + running.who() + " since " + running.since()
                    + "; wait for that to end, at the latest " + running.until());
        });
        ObjectNode answer = facts().put("examination", id);
        return answer.put("owner_token", powerless());
    }

    ObjectNode end(ObjectNode request) {
        String code = request.path("device_code").asString("");
        boolean dropped = !code.isEmpty() && foundation.acts().upkeep(new DropUnopened(DeviceCode.requestId(code)));
        boolean ended = foundation
                .acts()
                .upkeep(new EndExamination(request.path("examination").asString("")));
        return JsonNodeFactory.instance.objectNode().put("dropped", dropped).put("ended", ended);
    }

    private ObjectNode facts() {
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("issuer", foundation.config().issuer().toString())
                .put("store", foundation.store().shared() ? "PostgreSQL" : "SQLite");
        int schema = foundation.acts().read(tx -> tx.settings().schema());
        boolean owned = foundation.acts().read(tx -> tx.owners().any());
        facts.put("schema", schema).put("owner", owned);
        if (serving) {
            String version = HostDesk.class.getPackage().getImplementationVersion();
            facts.put("version", version == null ? "(not from a jar)" : version)
                    .put("java", Runtime.version().toString())
                    .put("crypto", Security.getProviders("Signature.SHA256withECDSA")[0].getName());
        }
        Optional<Instant> backup = foundation.acts().read(NoteBackup::last);
        backup.ifPresent(at -> facts.put("last_backup", at.toString()));
        facts.put("now", foundation.acts().now().toString());
        foundation.acts().read(tx -> tx.anchors().all()).forEach(anchor -> {
            ObjectNode each = facts.withArray("anchors")
                    .addObject()
                    .put("target", anchor.target())
                    .put("at", anchor.at().toString())
                    .put("trouble", anchor.trouble());
            anchor.failingSince().ifPresent(since -> each.put("failing_since", since.toString()));
        });
        return facts;
    }

    /** An owner token with no grant behind it: it is well signed, allows nothing anywhere, and ends in a minute. */
    private String powerless() {
        Instant now = foundation.acts().now();
        String issuer = foundation.config().issuer().toString();
        return new Signer(foundation.keys())
                .sign(
                        ACCESS_TOKEN,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("iss", issuer)
                                .put("sub", "nobody")
                                .put("client_id", "countersign-cli")
                                .put("aud", issuer + "/v1")
                                .put("iat", now.getEpochSecond())
                                .put("exp", now.plusSeconds(60).getEpochSecond())
                                .put("auth_time", now.getEpochSecond())
                                .put("jti", Secrets.id("at"))
                                .put("scope", "")
                                .put("token_kind", "owner")
                                .put("grant_id", Secrets.id("none")));
    }
}
