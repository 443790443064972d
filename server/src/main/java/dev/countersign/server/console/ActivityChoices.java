package dev.countersign.server.console;

import dev.countersign.core.Role;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.console.ActivityView.Choice;
import dev.countersign.server.console.ActivityView.Value;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.store.Devices;
import dev.countersign.store.Events;
import dev.countersign.store.Owners;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What can be picked to narrow the log: what stands in the entries at hand, and what is picked already. */
final class ActivityChoices {
    private final ActivityWords words;
    private final ActivityFilter filter;
    private final List<Events.Entry> entries;

    ActivityChoices(ActivityWords words, ActivityFilter filter, List<Events.Entry> entries) {
        this.words = words;
        this.filter = filter;
        this.entries = entries;
    }

    List<Choice> all(Look look, List<Owners.Owner> owners, List<Devices.Device> devices) {
        var all = new ArrayList<Choice>();
        if (look.who().owner().role() != Role.OWNER) all.add(owner(owners));
        var agents = new LinkedHashMap<String, String>();
        var grants = new LinkedHashMap<String, String>();
        var places = new LinkedHashMap<String, String>();
        devices.forEach(device -> places.put(device.id().value(), Foreign.name(device.name())));
        for (var entry : entries) {
            var name = words.client(entry);
            entry.agent().ifPresent(id -> agents.putIfAbsent(id, name));
            entry.grant().ifPresent(id -> grants.putIfAbsent(id, name + " · " + tail(id)));
            entry.device().ifPresent(id -> places.putIfAbsent(id, tail(id)));
        }
        all.add(choice("agent", filter.agent(), agents));
        all.add(choice("device", filter.device(), places));
        all.add(choice("grant", filter.grant(), grants));
        var outcomes = new LinkedHashMap<String, String>();
        ActivityFilter.OUTCOMES.forEach(one -> outcomes.put(one, Phrases.say("outcome." + one)));
        all.add(choice("outcome", filter.outcome(), outcomes));
        return all;
    }

    private Choice owner(List<Owners.Owner> owners) {
        var values = new ArrayList<Value>();
        values.add(new Value(
                ActivityFilter.EVERYBODY,
                Phrases.say("filter.any.owner"),
                filter.owner().isEmpty()));
        owners.forEach(owner -> values.add(new Value(
                owner.id().value(),
                Foreign.name(owner.name()),
                filter.owner().equals(Optional.of(owner.id().value())))));
        return new Choice("owner", Phrases.say("filter.owner"), values);
    }

    private static Choice choice(String name, Optional<String> chosen, Map<String, String> known) {
        chosen.ifPresent(id -> known.putIfAbsent(id, tail(id)));
        var values = new ArrayList<Value>();
        values.add(new Value("", Phrases.say("filter.any." + name), chosen.isEmpty()));
        known.forEach((id, label) ->
                values.add(new Value(id, label, chosen.filter(id::equals).isPresent())));
        return new Choice(name, Phrases.say("filter." + name), values);
    }

    /** The tools that were called, as {@code SERVER/TOOL}. */
    List<String> tools() {
        var tools = new TreeSet<String>();
        for (var entry : entries) {
            var detail = StrictJson.parse(entry.body());
            if (detail.has("tool") && detail.has("server")) {
                tools.add(Foreign.text(
                        detail.path("server").asString("") + "/"
                                + detail.path("tool").asString(""),
                        200));
            }
        }
        return List.copyOf(tools);
    }

    private static String tail(String id) {
        return "…" + Foreign.name(id.substring(Math.max(0, id.length() - 6)));
    }
}
