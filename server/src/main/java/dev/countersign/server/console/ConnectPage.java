package dev.countersign.server.console;

import dev.countersign.server.console.ConnectView.Choice;
import dev.countersign.server.console.ConnectView.Copyable;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteconnectGenerated;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** {@code /console/connect}: the steps that give the next agent its way in, to copy. Choosing is following links. */
final class ConnectPage {
    private final Desk desk;
    private final Installation here;

    ConnectPage(Desk desk, Installation here) {
        this.desk = desk;
        this.here = here;
    }

    void lay() {
        desk.show(Section.CONNECT.path(), this::show);
    }

    /** What is chosen at the moment. */
    private record Chosen(ConnectClient client, boolean headless, Resource server) {
        String href() {
            return Section.CONNECT.path() + "?client=" + client.key() + "&where=" + (headless ? "headless" : "browser")
                    + "&server=" + URLEncoder.encode(server.id(), StandardCharsets.UTF_8);
        }
    }

    private Sheet show(Look look) {
        var servers = Reachable.of(desk, here, look);
        var query = look.exchange().query();
        var server = query.one("server")
                .flatMap(id ->
                        servers.stream().filter(one -> one.id().equals(id)).findFirst())
                .orElse(servers.getFirst());
        var chosen = new Chosen(
                query.one("client").flatMap(ConnectClient::of).orElse(ConnectClient.CLAUDE_CODE),
                query.one("where").filter("headless"::equals).isPresent(),
                server);
        var view = view(chosen, servers);
        return Sheet.of(
                        Section.CONNECT,
                        Phrases.say("connect.title"),
                        (out, frame) -> JteconnectGenerated.render(out, null, frame, view))
                .led("connect.lead");
    }

    private ConnectView view(Chosen chosen, List<Resource> servers) {
        var to = new ConnectTarget(
                here.issuer(),
                chosen.server().id(),
                ConnectTarget.alias(name(chosen.server())),
                here.device(),
                here.openRegistration());
        return new ConnectView(
                Stream.of(ConnectClient.values())
                        .map(client ->
                                choice(new Chosen(client, chosen.headless(), chosen.server()), chosen, client.label()))
                        .toList(),
                Stream.of(false, true)
                        .map(headless -> choice(
                                new Chosen(chosen.client(), headless, chosen.server()),
                                chosen,
                                Phrases.say(headless ? "connect.headless" : "connect.browser")))
                        .toList(),
                servers.stream()
                        .map(server ->
                                choice(new Chosen(chosen.client(), chosen.headless(), server), chosen, label(server)))
                        .toList(),
                Phrases.say(
                        !chosen.headless()
                                ? "connect.how.browser"
                                : here.device() ? "connect.how.code" : "connect.how.paste"),
                chosen.headless()
                        ? chosen.client().withoutBrowser(to)
                        : chosen.client().withBrowser(to),
                here.onboarding() && here.device()
                        ? List.of(
                                terminal("countersign owner onboard " + here.issuer()),
                                terminal("countersign owner call " + here.issuer() + "/v1/grants"))
                        : List.of());
    }

    private static Copyable terminal(String command) {
        return new Copyable(Phrases.say("connect.terminal"), command);
    }

    private static Choice choice(Chosen one, Chosen chosen, String label) {
        return new Choice(one.href(), label, one.equals(chosen));
    }

    private static String name(Resource server) {
        return own(server) ? "countersign" : server.name();
    }

    private static String label(Resource server) {
        return own(server) ? Phrases.say("connect.own") : server.name();
    }

    private static boolean own(Resource server) {
        return server.kind() == dev.countersign.server.oauth.Resources.Kind.OWN_TOOLS;
    }
}
