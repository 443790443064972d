package dev.countersign.server.console;

import dev.countersign.acts.Narrow;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Reduction;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtenarrowGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a part of a grant away in place: access, tools, arguments, end. The next call feels it, and nobody reconnects. */
final class NarrowPage {
    private static final String PATTERN = "/console/grants/{id}/narrow";
    private final Desk desk;
    private final Names names;
    private final GrantWords words;

    NarrowPage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
    }

    void lay() {
        desk.show(PATTERN, look -> sheet(look, Map.of(), List.of()));
        desk.act(PATTERN, this::narrow);
    }

    private Sheet sheet(Look look, Map<String, List<String>> fields, List<Problem> problems) {
        var view = desk.acts().read(tx -> view(look, fields, tx));
        return Sheet.of(
                        Section.AGENTS,
                        Phrases.say("narrow.title", view.line().holder()),
                        (out, frame) -> JtenarrowGenerated.render(out, null, frame, view))
                .under("/console/grants/" + view.id(), Phrases.say("narrow.up"))
                .led("narrow.lead")
                .wrong(problems);
    }

    private NarrowView view(Look look, Map<String, List<String>> fields, Tx tx) {
        var grant = Mine.grant(look, tx);
        var highest = grant.authority().actions().stream().max(Access::compareTo);
        var scopes = grant.kind() == TokenKind.OWNER && grant.ownerScopes().size() > 1
                ? grant.ownerScopes().stream().sorted().toList()
                : List.<OwnerScope>of();
        return new NarrowView(
                grant.id().value(),
                words.may(grant),
                GrantLine.of(grant, words, names, tx, look.now()),
                List.of(Access.values()).stream()
                        .filter(level ->
                                highest.filter(top -> level.compareTo(top) < 0).isPresent())
                        .toList(),
                ToolShelf.of(grant, names, tx, Catalogue.MAX_TOOLS),
                scopes.stream()
                        .map(scope -> new NarrowView.Scope(scope.wire(), Phrases.say("scope." + scope.name())))
                        .toList(),
                tomorrow(look.now()),
                fields);
    }

    private static String tomorrow(Instant now) {
        return now.plus(Duration.ofDays(1)).atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private Reply narrow(Look look) {
        var form = look.exchange().form();
        var grant = desk.acts().read(tx -> Mine.grant(look, tx));
        var tools = desk.acts().read(tx -> ToolShelf.of(grant, names, tx, Catalogue.MAX_TOOLS));
        var wishes = new Wishes(grant, tools, form, look.now());
        var wanted = wishes.reduction();
        if (!wishes.problems().isEmpty()) return again(look, wishes.problems());
        try {
            var reduced = wanted.of(grant, look.now());
            reduced.authority().requireWithinLimits();
            return narrowed(look, reduced);
        } catch (InvalidAuthority tooLong) {
            return again(look, List.of(new Problem("without", Phrases.say("narrow.too-long"))));
        } catch (Reduction.NotLess notLess) {
            return again(look, List.of(new Problem("until", notLess.getMessage() + ".")));
        }
    }

    private Reply narrowed(Look look, Grant reduced) {
        var act = new Narrow(
                reduced.id(),
                reduced.authority(),
                reduced.ownerScopes(),
                reduced.until(),
                Optional.empty(),
                Optional.of(look.owner()));
        return switch (desk.acts().perform(act, look.origin())) {
            case Narrow.Outcome.Narrowed _ -> Desk.done("/console/grants/" + reduced.id(), "narrowed");
            case Narrow.Outcome.Wider(), Narrow.Outcome.Changed() ->
                again(look, List.of(new Problem("until", Phrases.say("narrow.changed"))));
        };
    }

    private Reply again(Look look, List<Problem> problems) {
        var fields = new HashMap<String, List<String>>();
        Wishes.FIELDS.forEach(name -> fields.put(name, look.exchange().form().all(name)));
        return desk.reply(look, sheet(look, fields, problems));
    }
}
