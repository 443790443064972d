package dev.countersign.server.console;

import dev.countersign.acts.Revoke;
import dev.countersign.acts.Standing;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtestopGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Grants;
import java.util.Optional;

/** {@code /stop}: ends every grant of the owner with one row. Taking away needs no presence. */
final class StopPage {
    /** How many grants are looked at to say how many stand. */
    private static final int MOST = 200;

    private final Desk desk;

    StopPage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show("/stop", this::show);
        desk.act("/stop", this::stop);
    }

    private Sheet show(Look look) {
        var everything = new Grants.Filter(
                Optional.of(look.owner()), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var newest = desk.acts()
                .read(tx -> tx.grants().page(everything, Optional.empty(), MOST).stream()
                        .map(grant -> GrantLine.standing(grant, tx, look.now()))
                        .toList());
        var alive = newest.stream().filter(Standing::alive).count();
        var view = new StopView(Phrases.say(newest.size() < MOST ? "stop.count" : "stop.count.many", alive));
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
