package dev.countersign.server.console;

import dev.countersign.core.ClientId;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.store.Events;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the log as a line that a person reads.
 *
 * @param tone {@code call}, {@code gave}, {@code took} or {@code plain}: how much it matters
 * @param outcome of a call, unless it went well
 */
public record Deed(
        String id, Instant at, String sentence, String tone, Optional<String> outcome, Optional<String> grant) {

    static Deed of(Events.Entry entry, Names names) {
        var body = StrictJson.parse(entry.body());
        var who = entry.client().map(ClientId::new).map(names::client).orElseGet(() -> Phrases.say("deed.nobody"));
        var key = "deed." + entry.kind();
        return new Deed(
                entry.id(),
                entry.at(),
                Phrases.has(key)
                        ? Phrases.say(
                                key,
                                who,
                                what(body),
                                Foreign.name(body.path("server").asString("")))
                        : entry.kind(),
                tone(entry.kind()),
                Optional.of(body.path("outcome").asString("ok"))
                        .filter(outcome -> !outcome.equals("ok") && entry.kind().endsWith("-call"))
                        .map(outcome -> Foreign.text(outcome, 40)),
                entry.grant());
    }

    private static String what(JsonNode body) {
        return Foreign.text(body.path("tool").asString(body.path("method").asString("")), 80);
    }

    private static String tone(String kind) {
        return switch (kind) {
            case "record-call", "start-call", "end-call" -> "call";
            case "approve", "delegate", "add-passkey", "create-owner", "resume", "unbar" -> "gave";
            case "revoke", "suspend", "narrow", "deny", "bar", "give-back", "end-delegation", "remove-client" -> "took";
            default -> "plain";
        };
    }
}
