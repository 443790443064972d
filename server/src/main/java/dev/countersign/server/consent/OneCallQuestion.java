package dev.countersign.server.consent;

import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.OneCall;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.consent.ConsentView.Argument;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is special about a request for one call: there is nothing to choose, only yes or no.
 *
 * @param beyond the grant whose token wanted to make the call
 */
record OneCallQuestion(OneCall call, Grant beyond) {
    /** How long an approved call may wait to be made. */
    static final Duration LIFE = Duration.ofMinutes(10);

    static final ConsentView.Opening OPENING =
            new ConsentView.Opening(Phrases.say("ask.call"), Phrases.say("ask.call.lead"), Optional.empty());

    private static final int FOLDED_FROM = 160;
    private static final int PREVIEW = 80;
    private static final int WHOLE = 20_000;

    /** The one thing that can be allowed. */
    Chosen chosen(Instant from) {
        return new Chosen(
                call.access(),
                List.of(call.location()),
                Map.of(call.location(), Set.of(call.tool())),
                end(from),
                DelegationPolicy.OFF,
                Set.of());
    }

    /** Soon, and never after the grant whose token makes the call. */
    private Instant end(Instant from) {
        var soon = from.plus(LIFE);
        return soon.isBefore(beyond.until()) ? soon : beyond.until();
    }

    /** The call as a person reads it. */
    ConsentView.OneCall view(Question question) {
        var place = question.places().getFirst();
        var tool = question.tools(place).stream()
                .filter(each -> each.name().equals(call.tool()))
                .findFirst();
        return new ConsentView.OneCall(
                place.name(),
                Foreign.text(call.tool(), 120),
                call.access().wireName(),
                Words.group(call.access()),
                Foreign.text(
                        tool.flatMap(Tool::description)
                                .or(() -> tool.flatMap(Tool::title))
                                .orElse(""),
                        400),
                arguments());
    }

    private List<Argument> arguments() {
        return call.arguments().properties().stream()
                .map(each -> argument(each.getKey(), each.getValue()))
                .toList();
    }

    private static Argument argument(String name, JsonNode value) {
        // A string as JSON spells it shows line ends and hidden characters for what they are.
        var text = Foreign.text(value.toString(), WHOLE);
        var preview = text.codePointCount(0, text.length()) > FOLDED_FROM
                ? Optional.of(Foreign.text(text, PREVIEW))
                : Optional.<String>empty();
        return new Argument(Foreign.text(name, 120), text, preview);
    }

    /** For the page that waits for the passkey. */
    List<Fact> facts(Question question, Chosen chosen, Instant now) {
        return List.of(
                Fact.of(
                        Phrases.say("chosen.program"),
                        Phrases.say(
                                "quoted", Foreign.name(question.asked().asker().name()))),
                Fact.of(
                        Phrases.say("chosen.where"),
                        question.places().getFirst().name()),
                Fact.code(Phrases.say("chosen.tool"), Foreign.text(call.tool(), 120)),
                Fact.code(
                        Phrases.say("chosen.arguments"),
                        Foreign.text(call.arguments().toString(), 2000)),
                Fact.of(Phrases.say("chosen.often"), Phrases.tell("chosen.often.once", Told.at(chosen.until(), now))));
    }
}
