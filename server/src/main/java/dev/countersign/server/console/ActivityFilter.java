package dev.countersign.server.console;

import dev.countersign.core.Role;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.web.Parameters;
import dev.countersign.store.EventSearch;
import dev.countersign.store.Events;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Which entries of the log are looked at. What is no date is left out.
 *
 * @param owner whose; empty = everybody's, which admins and auditors may see
 * @param tool {@code SERVER/TOOL}, or a tool of any server
 * @param from the first day
 * @param to the last day
 */
record ActivityFilter(
        Optional<String> owner,
        Optional<String> agent,
        Optional<String> device,
        Optional<String> grant,
        Optional<String> tool,
        Optional<String> outcome,
        Optional<LocalDate> from,
        Optional<LocalDate> to) {
    static final List<String> OUTCOMES = List.of("ok", "refused", "error", "lost");
    static final String EVERYBODY = "all";

    /** What was asked for, and never more than this reader may see. */
    static ActivityFilter of(Look look) {
        var query = look.exchange().query();
        return new ActivityFilter(
                owner(look, query),
                query.one("agent"),
                query.one("device"),
                query.one("grant"),
                query.one("tool"),
                query.one("outcome").filter(OUTCOMES::contains),
                day(query, "from"),
                day(query, "to"));
    }

    private static Optional<String> owner(Look look, Parameters query) {
        var me = look.owner().value();
        var role = look.who().owner().role();
        if (role == Role.OWNER) return Optional.of(me);
        var asked = query.one("owner").orElse(role == Role.AUDITOR ? EVERYBODY : me);
        return asked.equals(EVERYBODY) ? Optional.empty() : Optional.of(asked);
    }

    private static Optional<LocalDate> day(Parameters query, String name) {
        try {
            return query.one(name).map(LocalDate::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** Whether anything but the owner is chosen. */
    boolean narrows() {
        return Stream.of(agent, device, grant, tool, outcome, from, to).anyMatch(Optional::isPresent);
    }

    Optional<Instant> begins() {
        return from.map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    Optional<Instant> ends() {
        return to.map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** For the store, which narrows as far as rows allow. */
    EventSearch search(long before, int most) {
        return new EventSearch(
                owner,
                agent,
                device,
                grant,
                Stream.of(
                                tool().map(name -> member("tool", tail(name))),
                                server().map(name -> member("server", name)),
                                outcome.map(name -> member("outcome", name)))
                        .flatMap(Optional::stream)
                        .toList(),
                begins(),
                ends(),
                before,
                most);
    }

    private static String member(String name, String value) {
        return "\"" + name + "\":" + Canonical.string(JsonNodeFactory.instance.stringNode(value));
    }

    private Optional<String> server() {
        return tool.filter(name -> name.contains("/")).map(name -> name.substring(0, name.indexOf('/')));
    }

    private static String tail(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /** Whether this is an entry that is looked for. */
    boolean wants(Events.Entry entry) {
        var detail = StrictJson.parse(entry.body());
        return (owner.isEmpty() || owner.equals(entry.owner()))
                && (agent.isEmpty() || agent.equals(entry.agent()))
                && (device.isEmpty() || device.equals(entry.device()))
                && (grant.isEmpty() || grant.equals(entry.grant()))
                && tool.map(name -> tail(name).equals(detail.path("tool").asString("")))
                        .orElse(true)
                && server().map(name -> name.equals(detail.path("server").asString("")))
                        .orElse(true)
                && outcome.map(name -> name.equals(detail.path("outcome").asString("")))
                        .orElse(true)
                && begins().map(moment -> !entry.at().isBefore(moment)).orElse(true)
                && ends().map(entry.at()::isBefore).orElse(true);
    }

    /** The same choice as a query, with its question mark. */
    String query(String... more) {
        var all = Stream.of(
                        Stream.of("owner=" + encoded(owner.orElse(EVERYBODY))),
                        one("agent", agent),
                        one("device", device),
                        one("grant", grant),
                        one("tool", tool),
                        one("outcome", outcome),
                        one("from", from),
                        one("to", to),
                        Stream.of(more))
                .flatMap(parts -> parts);
        return "?" + all.collect(Collectors.joining("&"));
    }

    private static Stream<String> one(String name, Optional<?> value) {
        return value.stream().map(chosen -> name + "=" + encoded(chosen.toString()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
