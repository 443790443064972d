package dev.countersign.server.ledger;

import dev.countersign.acts.ledger.Witness;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.nio.charset.StandardCharsets;

/** Cosigns the checkpoints of other logs (C2SP tlog-witness). The submission prefix is {@code <issuer>/ledger/witness}. */
public final class WitnessEndpoint {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Witness witness;

    public WitnessEndpoint(Witness witness) {
        this.witness = witness;
    }

    public void routes(Routes routes) {
        routes.post("/ledger/witness/add-checkpoint", this::add);
    }

    private Reply add(Exchange exchange) {
        var outcome = witness.add(new String(exchange.body(), StandardCharsets.UTF_8));
        return reply(outcome).with("Cache-Control", "no-store");
    }

    private static Reply reply(Witness.Outcome outcome) {
        return switch (outcome) {
            case Witness.Outcome.Cosigned cosigned -> Reply.text(200, TEXT, cosigned.line());
            case Witness.Outcome.Malformed malformed -> Reply.text(400, TEXT, malformed.why() + "\n");
            case Witness.Outcome.UnknownLog _ -> Reply.text(404, TEXT, "This witness does not know the log.\n");
            case Witness.Outcome.NotSigned _ -> Reply.text(403, TEXT, "The log's key did not sign this.\n");
            case Witness.Outcome.Conflict conflict -> Reply.text(409, "text/x.tlog.size", conflict.size() + "\n");
            case Witness.Outcome.Fork _ -> Reply.text(409, TEXT, "This size was cosigned with another root.\n");
            case Witness.Outcome.NotConsistent _ -> Reply.text(422, TEXT, "The proof does not hold.\n");
        };
    }
}
