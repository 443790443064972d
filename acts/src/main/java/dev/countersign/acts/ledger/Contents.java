package dev.countersign.acts.ledger;

import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.Body;
import dev.countersign.ledger.Entry;
import dev.countersign.ledger.Places;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the entries of a log say about each other: calls that never ended, bodies that were erased. */
final class Contents {
    private final Map<String, Report.OpenCall> calls = new LinkedHashMap<>();
    private final TreeSet<Long> erased = new TreeSet<>();
    private final TreeSet<Long> never = new TreeSet<>();
    private long read;
    private final Places explained = new Places();

    void read(Source.Kept kept) {
        if (kept.entry().isEmpty()) return;
        read++;
        if (kept.opening().isEmpty()) {
            erased.add(kept.index());
            // What says which bodies were erased is itself never erased.
            if (kind(kept.entry().get()).equals("redact")) never.add(kept.index());
            return;
        }
        try {
            var entry = Entry.parse(kept.entry().get());
            switch (entry.kind()) {
                case "start-call", "end-call", "redact" ->
                    read(kept.index(), entry, Body.parse(kept.opening().get().body()));
                default -> {}
            }
        } catch (IllegalArgumentException ofTheFuture) {
            // What cannot be read here is still hashed; it only tells nothing about other entries.
            return;
        }
    }

    private static String kind(byte[] entry) {
        try {
            return Entry.parse(entry).kind();
        } catch (IllegalArgumentException ofTheFuture) {
            return "";
        }
    }

    private void read(long index, Entry entry, Body body) {
        var detail = StrictJson.parse(body.detail());
        var call = detail.path("call").asString("");
        switch (entry.kind()) {
            case "start-call" -> calls.put(call, openCall(index, entry, body, detail));
            case "end-call" -> calls.remove(call);
            // An entry can only say what was erased before it.
            default -> explained.add(detail.path("entries").asString(""), index);
        }
    }

    private static Report.OpenCall openCall(long index, Entry entry, Body body, JsonNode detail) {
        return new Report.OpenCall(
                index,
                entry.id(),
                entry.at(),
                detail.path("server").asString(""),
                detail.path("tool").asString(""),
                body.grant().orElse(""));
    }

    List<Report.OpenCall> openCalls() {
        return List.copyOf(calls.values());
    }

    /** How many entries there were to read. */
    long read() {
        return read;
    }

    long erased() {
        return erased.size();
    }

    /** Entries whose bodies are gone though no entry says so. */
    List<Long> unexplained() {
        var rest = new ArrayList<Long>();
        for (var index : erased) if (!explained.contains(index) || never.contains(index)) rest.add(index);
        return rest;
    }
}
