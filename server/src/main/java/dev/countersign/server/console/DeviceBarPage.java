package dev.countersign.server.console;

import dev.countersign.acts.Bar;
import dev.countersign.core.DeviceId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Devices.Device;
import dev.countersign.store.Owners.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /console/devices/{id}/bar}: an admin ends everything on a device, what is allowed there later too. It takes away, so
 * it needs no presence. The device may be anybody's; the page says whose.
 */
final class DeviceBarPage {
    private final Desk desk;

    DeviceBarPage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show(path("{id}"), Admins.see(this::ask));
        desk.act(path("{id}"), Admins.act(this::bar));
    }

    /** Where this device is barred. */
    static String path(String id) {
        return Section.DEVICES.path() + "/" + id + "/bar";
    }

    private Sheet ask(Look look) {
        var device = device(look);
        var name = Foreign.name(device.name());
        return Sheet.asking(
                        Section.DEVICES,
                        Phrases.say("device.bar.title", name),
                        new Question(
                                List.of(Phrases.say("device.bar.what"), Phrases.say("device.bar.then")),
                                facts(device),
                                path(device.id().value()),
                                Phrases.say("clients.bar.yes"),
                                Phrases.say("clients.bar.no"),
                                back(look, device),
                                true,
                                List.of()))
                .under(back(look, device), mine(look, device) ? name : Phrases.say("settings.clients"));
    }

    private Reply bar(Look look) {
        var device = device(look);
        desk.acts().perform(new Bar(RevocationKey.of(device.id()), Optional.of(look.owner())), look.origin());
        return Desk.done(back(look, device), "device-barred");
    }

    private List<Fact> facts(Device device) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of(Phrases.say("unbar.device"), Foreign.name(device.name())));
        desk.acts()
                .<Optional<Owner>>read(tx -> tx.owners().find(device.owner()))
                .ifPresent(owner -> facts.add(Fact.of(Phrases.say("device.owner"), owner.name())));
        facts.add(Fact.code(Phrases.say("unbar.device.id"), device.id().value()));
        facts.add(Fact.code(Phrases.say("device.key"), device.thumbprint()));
        return List.copyOf(facts);
    }

    private Device device(Look look) {
        return desk.acts()
                .<Optional<Device>>read(tx -> tx.devices().find(new DeviceId(look.segment("id"))))
                .orElseThrow(() -> Mine.none("device"));
    }

    /** Only one's own devices have a page; those that are barred are listed for every admin. */
    private static String back(Look look, Device device) {
        return mine(look, device) ? Section.DEVICES.path() + "/" + device.id() : ClientsPage.PATH;
    }

    private static boolean mine(Look look, Device device) {
        return device.owner().equals(look.owner());
    }
}
