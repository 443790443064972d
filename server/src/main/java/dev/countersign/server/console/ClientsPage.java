package dev.countersign.server.console;

import dev.countersign.acts.Bar;
import dev.countersign.core.ClientId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.console.ClientsView.BarredDevice;
import dev.countersign.server.console.ClientsView.Program;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteclientsGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Parties;
import dev.countersign.store.Tx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code /console/settings/clients}: every program that holds grants here, for admins, and a way to bar it. */
final class ClientsPage {
    static final String PATH = "/console/settings/clients";
    private static final int SHOWN = 50;
    private static final Set<String> BUILT_IN = Set.of("mcp-agent", "countersign-cli");

    private final Desk desk;
    private final Function<ClientId, Optional<String>> clientNames;

    ClientsPage(Desk desk, Function<ClientId, Optional<String>> clientNames) {
        this.desk = desk;
        this.clientNames = clientNames;
    }

    void lay() {
        desk.show(PATH, Admins.see(this::show));
        desk.show(PATH + "/bar", Admins.see(this::ask));
        desk.act(PATH + "/bar", Admins.act(this::bar));
    }

    private Sheet show(Look look) {
        var after = look.exchange().query().one("after").orElse("");
        var view = desk.acts().read(tx -> {
            var found = tx.parties().page(Parties.Kind.CLIENT, Optional.empty(), after, look.now(), SHOWN + 1);
            var shown = found.subList(0, Math.min(SHOWN, found.size()));
            return new ClientsView(
                    shown.stream().map(party -> program(party, tx)).toList(),
                    found.size() > SHOWN
                            ? Optional.of(
                                    PATH + "?after=" + encoded(shown.getLast().id()))
                            : Optional.empty(),
                    after.isEmpty() ? barredDevices(tx) : List.of());
        });
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("settings.clients"),
                        (out, frame) -> JteclientsGenerated.render(out, null, frame, view))
                .led("clients.lead");
    }

    private Program program(Parties.Party party, Tx tx) {
        var id = new ClientId(party.id());
        var barred = Barring.barred(RevocationKey.of(id), tx);
        return new Program(
                Foreign.name(clientNames.apply(id).orElse(party.id())),
                party.id(),
                Phrases.say("clients.kind." + kind(party.id())),
                Phrases.say("clients.grants", party.live(), party.grants()),
                party.lastApprovedAt(),
                barred ? Optional.empty() : Optional.of(bar(id)),
                barred ? Optional.of(UnbarPage.link(RevocationKey.of(id))) : Optional.empty());
    }

    private static List<BarredDevice> barredDevices(Tx tx) {
        return tx.revocations().barred().stream()
                .flatMap(row -> row.key().device().flatMap(id -> tx.devices().find(id)).stream()
                        .map(device -> new BarredDevice(
                                Foreign.name(device.name()),
                                device.id().value(),
                                row.since(),
                                UnbarPage.link(row.key()))))
                .toList();
    }

    private static String kind(String id) {
        if (BUILT_IN.contains(id)) return "built-in";
        if (id.startsWith("https:") || id.startsWith("http:")) return "described";
        return id.startsWith("cl_") ? "registered" : "configured";
    }

    /** Where this program is barred. */
    static String bar(ClientId client) {
        return PATH + "/bar?client=" + encoded(client.value());
    }

    private Sheet ask(Look look) {
        var id = look.exchange().query().one("client").orElse("");
        requireKnown(id, look);
        return Sheet.asking(
                        Section.SETTINGS,
                        Phrases.say("clients.bar.title"),
                        new Question(
                                List.of(Phrases.say("clients.bar.what")),
                                List.of(
                                        Fact.of(
                                                Phrases.say("entry.client"),
                                                Foreign.name(clientNames
                                                        .apply(new ClientId(id))
                                                        .orElse(id))),
                                        Fact.code(Phrases.say("clients.id"), id)),
                                PATH + "/bar",
                                Phrases.say("clients.bar.yes"),
                                Phrases.say("clients.bar.no"),
                                PATH,
                                true,
                                List.of(Fact.of("client", id))))
                .under(PATH, Phrases.say("settings.clients"));
    }

    private Reply bar(Look look) {
        var id = look.exchange().form().one("client").orElse("");
        requireKnown(id, look);
        desk.acts().perform(new Bar(RevocationKey.of(new ClientId(id)), Optional.of(look.owner())), look.origin());
        return Desk.done(PATH, "client-barred");
    }

    private void requireKnown(String id, Look look) {
        if (desk.acts()
                .read(tx -> tx.parties().find(Parties.Kind.CLIENT, Optional.empty(), id, look.now()))
                .isEmpty()) {
            throw Phrases.refusal(404, "clients.no");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
