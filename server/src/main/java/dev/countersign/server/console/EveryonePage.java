package dev.countersign.server.console;

import dev.countersign.acts.Resume;
import dev.countersign.acts.Suspend;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteeveryoneGenerated;
import dev.countersign.server.web.Reply;
import java.util.List;
import java.util.Optional;

/**
 * {@code /console/settings/switches}: stops everybody's agents until they are let go on, for admins. What goes on has what it
 * had and nothing more, so neither needs presence.
 */
final class EveryonePage {
    private static final String PATH = "/console/settings/switches";

    private final Desk desk;

    EveryonePage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show(PATH, Admins.see(this::show));
        desk.act(PATH + "/suspend", Admins.act(this::suspend));
        desk.act(PATH + "/resume", Admins.act(this::resume));
    }

    private Sheet show(Look look) {
        var view = new EveryoneView(desk.acts().read(tx -> tx.revocations().of(List.of(RevocationKey.ALL))).stream()
                .filter(row -> row.kind() == Revocation.Kind.SUSPENDED)
                .map(Revocation::since)
                .findFirst());
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("settings.switches"),
                        (out, frame) -> JteeveryoneGenerated.render(out, null, frame, view))
                .led("switches.lead");
    }

    private Reply suspend(Look look) {
        desk.acts().perform(new Suspend(RevocationKey.ALL, Optional.of(look.owner())), look.origin());
        return Desk.done(PATH, "all-suspended");
    }

    private Reply resume(Look look) {
        desk.acts().perform(new Resume(RevocationKey.ALL, Optional.of(look.owner())), look.origin());
        return Desk.done(PATH, "all-resumed");
    }
}
