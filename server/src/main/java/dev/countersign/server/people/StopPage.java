package dev.countersign.server.people;

import dev.countersign.acts.Revoke;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.generated.JtestopGenerated;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.util.Optional;

/** {@code /stop}: ends every grant of the owner with one row. */
final class StopPage {
    private final People.Parts parts;

    StopPage(People.Parts parts) {
        this.parts = parts;
    }

    Reply show(Exchange exchange) {
        parts.requireAnyOwner();
        var signedIn = parts.sessions().current(exchange);
        if (signedIn.isEmpty()) return Reply.seeOther(Paths.signIn("/stop"));
        var who = signedIn.get();
        var count = LiveGrants.of(parts.acts(), who.owner().id()).size();
        var view = new StopView(
                parts.pages().chrome("Stop every agent", true, exchange.requestId(), who.chrome()),
                who.formToken(),
                switch (count) {
                    case 0 -> "At the moment nothing is allowed to any agent.";
                    case 1 -> "One approval stands at the moment.";
                    default -> count + " approvals stand at the moment.";
                });
        return Pages.page(200, out -> JtestopGenerated.render(out, null, view));
    }

    Reply submit(Exchange exchange) {
        var who = parts.sessions().requirePost(exchange);
        var owner = who.owner().id();
        parts.acts().perform(new Revoke(RevocationKey.of(owner), Optional.of(owner)), Requests.of(exchange));
        return Reply.seeOther("/console?done=stopped");
    }
}
