package dev.countersign.server.console;

import dev.countersign.acts.SignOut;
import dev.countersign.core.Digest;
import dev.countersign.core.Role;
import dev.countersign.server.console.BrowsersView.Browser;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtebrowsersGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Sessions.Session;
import java.util.List;

/** {@code /console/settings/browsers}: where the owner is signed in. Ending a session takes away, so it needs no presence. */
final class BrowsersPage {
    private static final String PATH = "/console/settings/browsers";

    private final Desk desk;

    BrowsersPage(Desk desk) {
        this.desk = desk;
    }

    void lay() {
        desk.show(PATH, this::show);
        desk.act(PATH + "/{id}/end", this::end);
        desk.act(PATH + "/end-others", this::endOthers);
    }

    private List<Session> mine(Look look) {
        return desk.acts().read(tx -> tx.sessions().of(look.owner(), look.now()));
    }

    private Sheet show(Look look) {
        var mine = mine(look);
        var view = new BrowsersView(
                look.who().owner().role() == Role.ADMIN,
                mine.stream().map(session -> browser(session, look)).toList(),
                mine.size() > 1);
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("settings.browsers"),
                        (out, frame) -> JtebrowsersGenerated.render(out, null, frame, view))
                .led("browsers.lead");
    }

    private static Browser browser(Session session, Look look) {
        return new Browser(
                name(session),
                session.userAgent().isBlank()
                        ? Phrases.say("browsers.unnamed")
                        : Foreign.text(session.userAgent(), 200),
                session.address(),
                Phrases.say("browsers.by", session.method()),
                session.createdAt(),
                session.expiresAt(),
                here(session, look));
    }

    private Reply end(Look look) {
        mine(look).stream()
                .filter(session -> name(session).equals(look.segment("id")))
                .findFirst()
                .ifPresent(session -> desk.acts().perform(new SignOut(session), look.origin()));
        return Desk.done(PATH, "browser-ended");
    }

    private Reply endOthers(Look look) {
        mine(look).stream()
                .filter(session -> !here(session, look))
                .forEach(session -> desk.acts().perform(new SignOut(session), look.origin()));
        return Desk.done(PATH, "browsers-ended");
    }

    private static boolean here(Session session, Look look) {
        return session.hash().equals(look.who().session().hash());
    }

    /** Names a session without the hash that is stored: what is shown must not help to look one up. */
    private static String name(Session session) {
        return Digest.of("session\n" + session.hash()).base64url().substring(0, 22);
    }
}
