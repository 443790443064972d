package dev.countersign.server.console;

import dev.countersign.core.ClientId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.store.Events;
import dev.countersign.store.Owners;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Puts entries of the log into sentences, for one reader. Confined to one thread. */
final class ActivityWords {
    private static final Set<String> CALLS = Set.of("record-call", "start-call", "end-call");
    private static final Set<String> TROUBLE =
            Set.of("fail-proof", "refuse-proof", "count-attempts", "deny", "bar", "revoke", "suspend");
    private static final Set<String> GAIN = Set.of("approve", "grant-asserted", "grant-configured", "resume", "unbar");

    private final OwnerId reader;
    private final Map<String, String> owners;
    private final Function<ClientId, Optional<String>> clients;
    private final Map<String, String> names = new HashMap<>();

    ActivityWords(OwnerId reader, List<Owners.Owner> owners, Function<ClientId, Optional<String>> clients) {
        this.reader = reader;
        this.owners =
                owners.stream().collect(Collectors.toMap(owner -> owner.id().value(), Owners.Owner::name));
        this.clients = clients;
    }

    /** For a reader's own entries. */
    static ActivityWords own(Look look, Names names) {
        return new ActivityWords(look.owner(), List.of(look.who().owner()), names.clients());
    }

    ActivityLine line(Events.Entry entry) {
        var detail = StrictJson.parse(entry.body());
        var outcome = detail.path("outcome").asString("ok");
        var call = CALLS.contains(entry.kind());
        var bad = call
                ? !outcome.equals("ok")
                : TROUBLE.contains(entry.kind()) || outcome.contains("replay") || detail.has("elsewhere");
        return new ActivityLine(
                entry.id(),
                entry.at(),
                sentence(entry, detail, call, outcome),
                bad ? "bad" : GAIN.contains(entry.kind()) ? "good" : "plain",
                call && bad && Phrases.has("outcome." + outcome)
                        ? Optional.of(Phrases.say("outcome." + outcome))
                        : Optional.empty());
    }

    private String sentence(Events.Entry entry, JsonNode detail, boolean call, String outcome) {
        var key = call ? "call." + callWord(entry.kind(), detail, outcome) : "act." + entry.kind();
        return Phrases.has(key)
                ? Phrases.say(
                        key, client(entry), owner(entry, "activity.You"), owner(entry, "activity.you"), what(detail))
                : Phrases.say("activity.other", entry.kind());
    }

    private static String callWord(String kind, JsonNode detail, String outcome) {
        if (kind.equals("start-call")) return "began";
        return outcome.equals("ok") ? detail.path("access").asString("read") : outcome;
    }

    /** What an agent is called: its client's own word, unless it is configured or built in. */
    String client(Events.Entry entry) {
        return entry.client().map(this::client).orElseGet(() -> Phrases.say("activity.somebody"));
    }

    String client(String id) {
        return names.computeIfAbsent(
                id, key -> Foreign.name(clients.apply(new ClientId(key)).orElse(key)));
    }

    String owner(String id) {
        return Foreign.name(owners.getOrDefault(id, id));
    }

    private String owner(Events.Entry entry, String you) {
        return entry.owner()
                .map(id -> id.equals(reader.value()) ? Phrases.say(you) : owner(id))
                .orElseGet(() -> Phrases.say("activity.somebody"));
    }

    private static String what(JsonNode detail) {
        if (detail.has("count")) return detail.path("count").asString("") + " × " + text(detail, "attempt");
        if (detail.has("key")) {
            var named = new RevocationKey(text(detail, "key"));
            var key = named.whole().orElse(named).value();
            var kind = "key." + (key.contains(":") ? key.substring(0, key.indexOf(':')) : key);
            return Phrases.has(kind) ? Phrases.say(kind) : key;
        }
        if (!detail.has("server")) return text(detail, "tool");
        return text(detail, "server")
                + (detail.has("tool")
                        ? "/" + text(detail, "tool")
                        : detail.has("method") ? " (" + text(detail, "method") + ")" : "");
    }

    private static String text(JsonNode detail, String name) {
        return Foreign.text(detail.path(name).asString(""), 120);
    }
}
