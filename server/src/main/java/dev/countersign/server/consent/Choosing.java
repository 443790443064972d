package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.core.Role;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The Approve button: reads what was chosen, refuses what was not shown or is not complete, and hands the rest to the
 * {@link Ceremony}. Thread-safe.
 */
final class Choosing {
    private final Acts acts;
    private final ConsentSettings settings;
    private final Questions questions;
    private final Sheet sheet;
    private final Ceremony ceremony;

    Choosing(Acts acts, ConsentSettings settings, Questions questions, Sheet sheet, Ceremony ceremony) {
        this.acts = acts;
        this.settings = settings;
        this.questions = questions;
        this.sheet = sheet;
        this.ceremony = ceremony;
    }

    Reply approve(Exchange exchange, SignedIn who, Asks.Ask ask) {
        if (!settings.adminsMayApprove() && who.owner().role() == Role.ADMIN) {
            throw Phrases.refusal(403, "over.admin");
        }
        var question = questions.of(ask, who.owner());
        var assertion = exchange.form().one("assertion");
        var stored = ask.choices().map(StrictJson::parse);
        var kept = stored.filter(json -> json.has("choices")).map(json -> Choices.parse(json.path("choices")));
        var choices = assertion.isPresent() ? kept.orElse(new Choices(Map.of())) : Choices.of(exchange.form());
        if (assertion.isPresent() && kept.isEmpty()) {
            var sentence = Phrases.say("mend.again");
            return sheet.show(exchange, who, ask, 422, choices, List.of(new Problem("main", sentence)));
        }
        var shown = sheet.page(question).digest().base64url();
        var seen = stored.map(json -> json.path("shown").asString()).orElse("");
        var told = exchange.form().one("shown").orElse(seen);
        if (!shown.equals(seen) || !shown.equals(told)) {
            var sentence = Phrases.say("mend.changed");
            return sheet.show(exchange, who, ask, 422, choices, List.of(new Problem("main", sentence)));
        }
        var from = assertion.isPresent() ? moment(stored) : acts.now();
        var read = question.oneCall()
                .map(one -> new Choices.Read(Optional.of(one.chosen(from)), List.of()))
                .orElseGet(() -> choices.read(question, settings.deepest(), from));
        if (read.chosen().isEmpty()) return sheet.show(exchange, who, ask, 422, choices, read.problems());
        var deciding =
                new Deciding(exchange, who, question, choices, read.chosen().get(), shown, from);
        if (assertion.isPresent()) return ceremony.byPasskey(deciding, assertion.get());
        return exchange.form()
                .one("passphrase")
                .map(text -> ceremony.byPassphrase(deciding, text))
                .orElseGet(() -> ceremony.challenge(deciding));
    }

    private Instant moment(Optional<JsonNode> stored) {
        return stored.map(json -> json.path("from").asString())
                .filter(text -> !text.isEmpty())
                .map(Instant::parse)
                .orElseGet(acts::now);
    }
}
