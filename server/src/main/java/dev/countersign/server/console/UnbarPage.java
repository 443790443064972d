package dev.countersign.server.console;

import dev.countersign.acts.Unbar;
import dev.countersign.core.ClientId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteunbarGenerated;
import dev.countersign.server.people.Confirmations.Answer;
import dev.countersign.server.people.Confirmations.Wanted;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code /console/settings/unbar}: an admin, present on exactly that, lets a barred program or device ask again. */
final class UnbarPage {
    private static final String PATH = "/console/settings/unbar";
    private final Desk desk;
    private final Function<ClientId, Optional<String>> clientNames;

    UnbarPage(Desk desk, Function<ClientId, Optional<String>> clientNames) {
        this.desk = desk;
        this.clientNames = clientNames;
    }

    void lay() {
        desk.show(PATH, Admins.see(this::ask));
        desk.act(PATH, Admins.act(this::unbar));
    }

    /** Where it is let back. */
    static String link(RevocationKey key) {
        return PATH + "?key=" + URLEncoder.encode(key.value(), StandardCharsets.UTF_8);
    }

    private Sheet ask(Look look) {
        return sheet(look, barred(look.exchange().query().one("key")), List.of());
    }

    private Sheet sheet(Look look, RevocationKey key, List<Problem> problems) {
        var confirmations = desk.people().confirmations();
        var view = new UnbarView(
                key.value(), facts(key), confirmations.byPassphrase(look.who()), confirmations.hint(look.who()));
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("unbar.title"),
                        (out, frame) -> JteunbarGenerated.render(out, null, frame, view))
                .narrowed()
                .under(ClientsPage.PATH, Phrases.say("settings.clients"))
                .wrong(problems);
    }

    private Reply unbar(Look look) {
        var form = look.exchange().form();
        // The page that waits for a passkey sends what is to be done sealed.
        var key = form.has("ceremony") ? Optional.<RevocationKey>empty() : Optional.of(barred(form.one("key")));
        var wanted = new Wanted(
                "unbar",
                key.map(named -> Map.of("key", named.value())).orElse(Map.of()),
                Phrases.say("unbar.ask"),
                key.map(this::facts).orElse(List.of()));
        return switch (desk.people().confirmations().look(look.exchange(), look.who(), wanted)) {
            case Answer.Proved(var details, var evidence, var count) ->
                perform(
                        look,
                        new Unbar(
                                new RevocationKey(details.getOrDefault("key", "")),
                                Optional.of(new Unbar.By(look.owner(), evidence, count))));
            case Answer.Asked(var page) -> page;
            case Answer.Failed(var sentence) ->
                key.map(named -> desk.reply(look, sheet(look, named, List.of(new Problem("passphrase", sentence)))))
                        .orElseThrow(() -> new Refusal.Page(422, Phrases.say("unbar.title"), sentence));
        };
    }

    private Reply perform(Look look, Unbar act) {
        return switch (desk.acts().perform(act, look.origin())) {
            case UNBARRED -> Desk.done(ClientsPage.PATH, "unbarred");
            case NOT_BARRED -> throw Phrases.refusal(404, "unbar.none");
            case NOT_ADMIN -> throw Phrases.refusal(403, "admins");
        };
    }

    /** The program or the device of this name, if it is barred. */
    private RevocationKey barred(Optional<String> named) {
        return named.map(RevocationKey::new)
                .filter(key -> key.client().isPresent() || key.device().isPresent())
                .filter(key -> desk.acts().read(tx -> tx.revocations().of(List.of(key))).stream()
                        .anyMatch(row -> row.kind() == Revocation.Kind.BARRED))
                .orElseThrow(() -> Phrases.refusal(404, "unbar.none"));
    }

    private List<Fact> facts(RevocationKey key) {
        return key.client()
                .map(id -> List.of(
                        Fact.of(
                                Phrases.say("entry.client"),
                                Foreign.name(clientNames.apply(id).orElse(id.value()))),
                        Fact.code(Phrases.say("clients.id"), id.value())))
                .or(() -> key.device()
                        .flatMap(id -> desk.acts().read(tx -> tx.devices().find(id)))
                        .map(device -> List.of(
                                Fact.of(Phrases.say("unbar.device"), Foreign.name(device.name())),
                                Fact.code(
                                        Phrases.say("unbar.device.id"),
                                        device.id().value()))))
                .orElse(List.of());
    }
}
