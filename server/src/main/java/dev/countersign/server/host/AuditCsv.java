package dev.countersign.server.host;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Entries as a table (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
public final class AuditCsv {
    private static final List<String> COLUMNS = List.of(
            "index", "at", "kind", "id", "owner", "client", "agent", "device", "grant", "request", "origin", "erased",
            "detail");

    private AuditCsv() {}

    /** The first line. */
    public static String header() {
        return String.join(",", COLUMNS);
    }

    /** One entry. */
    public static String line(JsonNode entry) {
        return COLUMNS.stream().map(name -> cell(entry.path(name))).collect(Collectors.joining(","));
    }

    private static String cell(JsonNode value) {
        var text = value.isObject() ? value.toString() : value.asString("");
        if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) text = "'" + text;
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
