package dev.countersign.server.consent;

import dev.countersign.core.Chosen;
import dev.countersign.core.Digest;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A complete choice on its way to an approval: who chose what, on which page.
 *
 * @param shown the digest of the page that was read
 * @param from the moment the chosen time counts from
 */
record Deciding(
        Exchange exchange,
        SignedIn who,
        Question question,
        Choices choices,
        Chosen chosen,
        String shown,
        Instant from) {

    /** SHA-256 of the canonical {request, shown, choices, nonce}: what presence is proved on. */
    Digest what() {
        var ask = question.ask();
        var object = JsonNodeFactory.instance.objectNode().put("shown", shown).put("nonce", ask.nonce());
        object.set("request", StrictJson.parse(ask.request()));
        object.set("choices", choices.json());
        object.put("ask", ask.id()).put("until", chosen.until().toString());
        return Canonical.digest(object);
    }

    /** What is kept between the two posts of a passkey approval. */
    String kept() {
        var record = JsonNodeFactory.instance.objectNode().put("shown", shown).put("from", from.toString());
        record.set("choices", choices.json());
        return record.toString();
    }
}
