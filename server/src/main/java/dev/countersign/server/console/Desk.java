package dev.countersign.server.console;

import dev.countersign.acts.Acts;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.people.Paths;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Endpoint;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a page of the console is laid: it is shown to who is signed in and acted on with the session's form token.
 * Thread-safe.
 */
final class Desk {
    private final Routes routes;
    private final Acts acts;
    private final People people;
    private final Pages pages;

    Desk(Routes routes, Acts acts, People people, Pages pages) {
        this.routes = routes;
        this.acts = acts;
        this.people = people;
        this.pages = pages;
    }

    Acts acts() {
        return acts;
    }

    People people() {
        return people;
    }

    /** Shows a page to who is signed in, and leads everybody else to sign-in and back. */
    void show(String pattern, Function<Look, Sheet> page) {
        answer(pattern, look -> reply(look, page.apply(look)));
    }

    /** The same for an answer that is no page, such as a download. */
    void answer(String pattern, Function<Look, Reply> answer) {
        routes.get(pattern, signedIn(answer));
    }

    /**
     * Does something a session suffices for and leads on: {@code done("/console/devices", "device.revoked")}. Refused with
     * 403 unless it was posted from a page of this session.
     */
    void act(String pattern, Function<Look, Reply> act) {
        routes.post(
                pattern, exchange -> act.apply(look(exchange, people.sessions().requirePost(exchange))));
    }

    /** The answer that shows a page: to a look, or to a form that has to be mended. */
    Reply reply(Look look, Sheet sheet) {
        var chrome = pages.chrome(
                        sheet.title(),
                        sheet.narrow(),
                        look.exchange().requestId(),
                        look.who().chrome())
                .in(sheet.section());
        var frame = new Frame(
                chrome,
                look.who().formToken(),
                look.now(),
                sheet.up(),
                sheet.lead(),
                said(look.exchange()),
                sheet.problems());
        return Pages.page(sheet.status(), out -> sheet.body().write(out, frame));
    }

    /** 303 to a page that says what was done: the phrase {@code done.WHAT}. */
    static Reply done(String path, String what) {
        return Reply.seeOther(path + "?done=" + what);
    }

    private Endpoint signedIn(Function<Look, Reply> answer) {
        return exchange -> {
            people.requireAnyOwner();
            return people.sessions()
                    .current(exchange)
                    .map(who -> answer.apply(look(exchange, who)))
                    .orElseGet(() -> Reply.seeOther(Paths.signIn(exchange.path())));
        };
    }

    private Look look(Exchange exchange, SignedIn who) {
        return new Look(exchange, who, acts.now());
    }

    private static Optional<String> said(Exchange exchange) {
        if (!exchange.method().equals("GET")) return Optional.empty();
        return exchange.query()
                .one("done")
                .map(what -> "done." + what)
                .filter(Phrases::has)
                .map(Phrases::say);
    }
}
