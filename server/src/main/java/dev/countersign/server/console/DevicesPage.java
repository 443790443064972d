package dev.countersign.server.console;

import dev.countersign.acts.RenameDevice;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtedeviceGenerated;
import dev.countersign.server.pages.generated.console.JtedevicesGenerated;
import dev.countersign.server.people.Confirmations.Answer;
import dev.countersign.server.people.Confirmations.Wanted;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Devices.Device;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Map;

/** {@code /console/devices}: where agents run, by the keys they proved. A name is given with presence: pages trust it. */
final class DevicesPage {
    private static final int PAGE = 100;
    private static final int AGENTS = 50;
    private final Desk desk;
    private final Names names;
    private final GrantWords words;

    DevicesPage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
    }

    void lay() {
        desk.show(Section.DEVICES.path(), this::list);
        desk.show(Section.DEVICES.path() + "/{id}", look -> sheet(look, "", List.of()));
        desk.act(Section.DEVICES.path() + "/{id}", this::rename);
    }

    private Sheet list(Look look) {
        var view = desk.acts()
                .read(tx -> new DevicesView(tx.devices().of(look.owner(), PAGE).stream()
                        .map(device -> line(device, look, tx))
                        .toList()));
        return Sheet.of(
                        Section.DEVICES,
                        Phrases.say("devices.title"),
                        (out, frame) -> JtedevicesGenerated.render(out, null, frame, view))
                .led("devices.lead");
    }

    private Sheet sheet(Look look, String written, List<Problem> problems) {
        var confirmations = desk.people().confirmations();
        var passphrase = confirmations.byPassphrase(look.who());
        var hint = confirmations.hint(look.who());
        var view = desk.acts().read(tx -> {
            var device = Mine.device(look, tx);
            return new DeviceView(
                    line(device, look, tx),
                    Barring.of(
                            RevocationKey.of(device.id()),
                            DeviceBarPage.path(device.id().value()),
                            look,
                            tx),
                    tx.parties().agents(device.id(), "", AGENTS).stream()
                            .flatMap(agent -> AgentLine.of(agent, look, words, names, tx).stream())
                            .toList(),
                    RenameDevice.LONGEST,
                    written.isEmpty() ? device.name() : written,
                    passphrase,
                    hint);
        });
        return Sheet.of(
                        Section.DEVICES,
                        view.device().name(),
                        (out, frame) -> JtedeviceGenerated.render(out, null, frame, view))
                .below()
                .wrong(problems);
    }

    private Reply rename(Look look) {
        var device = desk.acts().read(tx -> Mine.device(look, tx));
        var name = Foreign.text(look.exchange().form().one("name").orElse(""), RenameDevice.LONGEST - 1);
        if (name.isEmpty() && !look.exchange().form().has("ceremony")) {
            return desk.reply(look, sheet(look, "", List.of(new Problem("name", Phrases.say("device.nameless")))));
        }
        var wanted = new Wanted(
                "rename-device",
                Map.of("id", device.id().value(), "name", name),
                Phrases.say("device.confirm"),
                List.of(
                        Fact.of(Phrases.say("device.from"), Foreign.name(device.name())),
                        Fact.of(Phrases.say("device.to"), name)));
        return switch (desk.people().confirmations().look(look.exchange(), look.who(), wanted)) {
            case Answer.Proved(var details, var evidence, var count) -> {
                // Presence was proved for one device, whichever address the proof is sent to.
                if (!device.id().value().equals(details.get("id"))) throw Mine.none("device");
                desk.acts()
                        .perform(
                                new RenameDevice(
                                        look.owner(),
                                        device.id(),
                                        details.getOrDefault("name", device.name()),
                                        evidence,
                                        count),
                                look.origin());
                yield Desk.done(Section.DEVICES.path() + "/" + device.id(), "device-named");
            }
            case Answer.Asked(var page) -> page;
            case Answer.Failed(var sentence) ->
                desk.reply(look, sheet(look, name, List.of(new Problem("passphrase", sentence))));
        };
    }

    private static DevicesView.DeviceLine line(Device device, Look look, Tx tx) {
        return new DevicesView.DeviceLine(
                device.id().value(),
                Foreign.name(device.name()),
                device.thumbprint(),
                device.address(),
                device.firstSeen(),
                device.lastSeen(),
                Stopped.device(device.id(), look, tx),
                Barring.barred(RevocationKey.of(device.id()), tx));
    }
}
