package dev.countersign.server.console;

import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.CatalogueDifference;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.consent.Before.ServerChange;
import dev.countersign.server.console.ServerView.GrantLine;
import dev.countersign.server.console.ServerView.SeenBy;
import dev.countersign.server.console.ServerView.ToolClass;
import dev.countersign.server.console.ServerView.ToolLine;
import dev.countersign.server.oauth.Resources.Kind;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.Told;
import dev.countersign.server.pages.generated.console.JteserverGenerated;
import dev.countersign.server.pages.generated.console.JteserversGenerated;
import dev.countersign.store.Grants;
import dev.countersign.store.Tx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /console/servers}: what the guarded servers can do, who says so, and which grants saw which tools. An owner sees
 * the servers they may use and their own grants.
 */
final class ServersPage {
    private final Desk desk;
    private final Installation here;
    private final Function<ClientId, Optional<String>> clientNames;

    ServersPage(Desk desk, Installation here, Function<ClientId, Optional<String>> clientNames) {
        this.desk = desk;
        this.here = here;
        this.clientNames = clientNames;
    }

    void lay() {
        desk.show(Section.SERVERS.path(), this::list);
        desk.show(Section.SERVERS.path() + "/{name}", this::one);
    }

    private List<Resource> guarded(Look look) {
        return Reachable.of(desk, here, look).stream()
                .filter(resource -> resource.kind() == Kind.SERVER)
                .toList();
    }

    private Sheet list(Look look) {
        var servers = guarded(look);
        var view = desk.acts().read(tx -> {
            var sets = ServerGrants.sets(look.owner(), tx);
            return new ServersView(
                    servers.stream().map(server -> line(server, look, sets, tx)).toList());
        });
        return Sheet.of(
                        Section.SERVERS,
                        Phrases.say("servers.title"),
                        (out, frame) -> JteserversGenerated.render(out, null, frame, view))
                .led("servers.lead");
    }

    private ServersView.Line line(Resource server, Look look, List<Grants.Pinned> sets, Tx tx) {
        var current = current(server, tx);
        return new ServersView.Line(
                Section.SERVERS.path() + "/" + server.name(),
                server.name(),
                server.id(),
                may(here.authorities(), server, look, tx),
                current.map(ServersPage::counted).orElseGet(() -> Phrases.say("servers.unseen")),
                current.flatMap(now -> behind(server, now, look, sets, tx)));
    }

    private static Optional<String> behind(Resource server, Catalogue now, Look look, List<Grants.Pinned> sets, Tx tx) {
        var digest = now.digest().base64url();
        var others = sets.stream()
                .filter(set -> !digest.equals(set.catalogues().get(server.name())))
                .toList();
        var behind = ServerGrants.at(server, others, look.owner(), tx, look.now());
        var count = behind.grants().size();
        if (count == 0) return Optional.empty();
        return Optional.of(Phrases.say(behind.more() ? "servers.behind.more" : "servers.behind", count));
    }

    private Sheet one(Look look) {
        var server = guarded(look).stream()
                .filter(resource -> resource.name().equals(look.segment("name")))
                .findFirst()
                .orElseThrow(() -> Phrases.refusal(404, "servers.no"));
        var view = desk.acts().read(tx -> view(server, look, tx));
        return Sheet.of(
                        Section.SERVERS,
                        server.name(),
                        (out, frame) -> JteserverGenerated.render(out, null, frame, view))
                .below();
    }

    private ServerView view(Resource server, Look look, Tx tx) {
        var current = current(server, tx);
        var seen = ServerGrants.at(server, ServerGrants.sets(look.owner(), tx), look.owner(), tx, look.now());
        return new ServerView(
                server.id(),
                may(here.authorities(), server, look, tx),
                tx.catalogues().current(server.name()),
                current.map(ServersPage::classes).orElse(List.of()),
                current.map(now -> seen(server, now, look, seen.grants(), tx)).orElse(List.of()),
                seen.more(),
                Section.CONNECT.path() + "?server=" + URLEncoder.encode(server.id(), StandardCharsets.UTF_8));
    }

    private static String may(OwnerAuthorities authorities, Resource server, Look look, Tx tx) {
        return Phrases.say(
                "servers.may",
                authorities.of(look.owner(), tx).at(server.id()).actions().stream()
                        .max(Access::compareTo)
                        .map(Access::wireName)
                        .orElse("none"));
    }

    private static Optional<Catalogue> current(Resource server, Tx tx) {
        return tx.catalogues()
                .current(server.name())
                .flatMap(tx.catalogues()::body)
                .map(Catalogue::parse);
    }

    private static String counted(Catalogue catalogue) {
        var counts = catalogue.tools().stream().collect(Collectors.groupingBy(Tool::access, Collectors.counting()));
        return Phrases.say(
                "servers.tools",
                catalogue.tools().size(),
                counts.getOrDefault(Access.READ, 0L),
                counts.getOrDefault(Access.WRITE, 0L),
                counts.getOrDefault(Access.DESTRUCTIVE, 0L));
    }

    private static List<ToolClass> classes(Catalogue catalogue) {
        return Stream.of(Access.values())
                .map(access -> new ToolClass(
                        access.wireName(),
                        Phrases.say("class." + access.name()),
                        Phrases.say("class.means." + access.name()),
                        catalogue.tools().stream()
                                .filter(tool -> tool.access() == access)
                                .map(ServersPage::line)
                                .toList()))
                .filter(one -> !one.tools().isEmpty())
                .toList();
    }

    private static ToolLine line(Tool tool) {
        return new ToolLine(
                Foreign.text(tool.name(), 120),
                Foreign.text(tool.title().orElse(""), 200),
                Foreign.text(tool.description().orElse(""), 600),
                Phrases.say("source." + tool.source().name()));
    }

    private List<SeenBy> seen(Resource server, Catalogue now, Look look, List<Grant> grants, Tx tx) {
        Map<String, List<Grant>> byCatalogue = new LinkedHashMap<>();
        byCatalogue.put(now.digest().base64url(), new ArrayList<>());
        for (var grant : grants) {
            byCatalogue
                    .computeIfAbsent(grant.catalogues().getOrDefault(server.name(), ""), _ -> new ArrayList<>())
                    .add(grant);
        }
        return byCatalogue.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> seen(server, now, look, entry.getKey(), entry.getValue(), tx))
                .toList();
    }

    private SeenBy seen(Resource server, Catalogue now, Look look, String digest, List<Grant> grants, Tx tx) {
        var lines = grants.stream()
                .map(grant -> new GrantLine(
                        Foreign.name(clientNames
                                .apply(grant.client())
                                .orElse(grant.client().value())),
                        grant.until(),
                        Section.ACTIVITY.path() + "?grant=" + grant.id()))
                .toList();
        if (digest.equals(now.digest().base64url())) {
            return new SeenBy(Phrases.say("servers.seen.now"), lines, Optional.empty());
        }
        var since = Told.at(grants.getLast().approvedAt(), look.now());
        return new SeenBy(
                Phrases.say("servers.seen.then", grants.size()),
                lines,
                tx.catalogues()
                        .body(digest)
                        .map(Catalogue::parse)
                        .map(then -> CatalogueDifference.between(then, now))
                        .filter(difference -> !difference.isNothing())
                        .map(difference -> ServerChange.of(server.name(), since, difference)));
    }
}
