package dev.countersign.server.console;

import dev.countersign.acts.Revoke;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtestopGenerated;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.server.web.Reply;
import java.util.Optional;

/** {@code /stop}: ends every grant of the owner with one row. Taking away needs no presence. */
final class StopPage {
    private final Desk desk;

    StopPage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show("/stop", this::show);
        desk.act("/stop", this::stop);
    }

    private Sheet show(Look look) {
        var view = new StopView(Phrases.say(
                "stop.count", LiveGrants.of(desk.acts(), look.owner()).size()));
        return Sheet.of(
                        Section.HOME,
                        Phrases.say("stop.title"),
                        (out, frame) -> JtestopGenerated.render(out, null, frame, view))
                .narrowed();
    }

    private Reply stop(Look look) {
        desk.acts().perform(new Revoke(RevocationKey.of(look.owner()), Optional.of(look.owner())), look.origin());
        return Desk.done("/console", "stopped");
    }
}
