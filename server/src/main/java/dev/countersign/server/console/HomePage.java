package dev.countersign.server.console;

import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtehomeGenerated;

/** {@code /console}: what waits for the owner and what happened. */
final class HomePage {
    private final Desk desk;

    HomePage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show(Section.HOME.path(), this::show);
    }

    private Sheet show(Look look) {
        return Sheet.of(
                Section.HOME,
                Phrases.say("home.title", look.who().owner().name()),
                (out, frame) -> JtehomeGenerated.render(out, null, frame));
    }
}
