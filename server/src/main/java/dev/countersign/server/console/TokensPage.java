package dev.countersign.server.console;

import dev.countersign.acts.Ask;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.UseOnce;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Scopes;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtetokenGenerated;
import dev.countersign.server.pages.generated.console.JtetokensGenerated;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import dev.countersign.store.PersonalTokens.Token;
import dev.countersign.store.Tickets.Ticket;
import dev.countersign.store.Tx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /console/tokens}: personal access tokens with their last use. A new one is a request like any other, with nothing
 * chosen: the consent page asks where, what and until when. Its secret is kept sealed by the browser that asked, and shown
 * there once.
 */
final class TokensPage {
    private static final int PAGE = 25;
    private static final int LONGEST_NAME = 60;
    private static final Duration LONGEST = Duration.ofDays(365);
    private final Desk desk;
    private final Names names;
    private final GrantWords words;
    private final Duration patience;

    TokensPage(Desk desk, Names names, Duration patience) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
        this.patience = patience;
    }

    void lay() {
        desk.show(Section.TOKENS.path(), look -> list(look, "", List.of()));
        desk.act(Section.TOKENS.path(), this::ask);
        desk.show(Section.TOKENS.path() + "/made", this::offer);
        desk.act(Section.TOKENS.path() + "/made", this::reveal);
    }

    private Sheet list(Look look, String written, List<Problem> problems) {
        var after = look.exchange().method().equals("GET")
                ? look.exchange().query().one("after").map(GrantId::new)
                : Optional.<GrantId>empty();
        var waits = waiting(look).isPresent();
        var view = desk.acts().read(tx -> {
            var found = tx.personalTokens().of(look.owner(), after.flatMap(tx.grants()::find), PAGE + 1);
            return new TokensView(
                    found.stream()
                            .limit(PAGE)
                            .flatMap(token -> line(token, look, tx).stream())
                            .toList(),
                    found.size() > PAGE
                            ? found.get(PAGE - 1).grant().map(grant -> "?after=" + grant)
                            : Optional.empty(),
                    waits,
                    written);
        });
        return Sheet.of(
                        Section.TOKENS,
                        Phrases.say("tokens.title"),
                        (out, frame) -> JtetokensGenerated.render(out, null, frame, view))
                .led("tokens.lead")
                .wrong(problems);
    }

    private Optional<TokensView.TokenLine> line(Token token, Look look, Tx tx) {
        return token.grant()
                .flatMap(tx.grants()::find)
                .map(grant -> new TokensView.TokenLine(
                        Foreign.name(token.name()),
                        GrantLine.of(grant, words, names, tx, look.now()),
                        token.createdAt(),
                        token.lastUsed().map(use -> new TokensView.Use(use.at(), use.address()))));
    }

    private Reply ask(Look look) {
        var name = Foreign.text(look.exchange().form().one("name").orElse(""), LONGEST_NAME);
        if (name.isEmpty()) {
            return desk.reply(look, list(look, "", List.of(new Problem("name", Phrases.say("tokens.nameless")))));
        }
        var secret = Secrets.secret("pat");
        var now = look.now();
        var asker = new Asked.Asker(ClientId.PERSONAL.value(), name, Asked.Known.HOST, Optional.empty(), false);
        var asked = new Asked(asker, Optional.empty(), List.of(), Scopes.NONE, Optional.empty(), Set.of());
        var origin = look.origin();
        var ask = new Asks.Ask(
                Secrets.id("ask"),
                "pat",
                Optional.of(look.owner()),
                ClientId.PERSONAL,
                asked.kind(),
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(patience),
                Optional.empty(),
                origin.address(),
                origin.userAgent());
        var token = new Token(
                Secrets.id("pat"),
                Secrets.hash(secret),
                name,
                ask.id(),
                now.plus(LONGEST),
                Optional.empty(),
                now,
                Optional.empty());
        desk.acts().perform(new Ask(ask, Optional.of(token)), origin);
        return desk.people().keepsakes().keep(Reply.seeOther("/consent/" + ask.id()), secret, look.who());
    }

    /** The token whose secret this browser keeps, once it was approved. */
    private Optional<Token> waiting(Look look) {
        return secret(look)
                .flatMap(secret -> desk.acts().read(tx -> tx.personalTokens().find(Secrets.hash(secret))))
                .filter(token -> token.grant().isPresent());
    }

    private Optional<String> secret(Look look) {
        return desk.people().keepsakes().kept(look.exchange(), look.who());
    }

    private Sheet offer(Look look) {
        return waiting(look)
                .map(token -> Sheet.asking(
                                Section.TOKENS,
                                Phrases.say("token.ready", Foreign.name(token.name())),
                                new Question(
                                        List.of(Phrases.say("token.once")),
                                        List.of(),
                                        Section.TOKENS.path() + "/made",
                                        Phrases.say("token.show"),
                                        Phrases.say("token.later"),
                                        Section.TOKENS.path(),
                                        false,
                                        List.of()))
                        .below())
                .orElseThrow(TokensPage::gone);
    }

    private static Refusal.Page gone() {
        return new Refusal.Page(410, Phrases.say("token.gone"), Phrases.say("token.gone.remedy"))
                .onward(URI.create(Section.TOKENS.path()), Phrases.say("token.gone.next"));
    }

    private Reply reveal(Look look) {
        var keepsakes = desk.people().keepsakes();
        var shown = waiting(look).orElseThrow(TokensPage::gone);
        var secret = secret(look).orElseThrow(TokensPage::gone);
        var once = Secrets.hash("keepsake/" + secret);
        var ticket = new Ticket(once, "ceremony", "", look.now().plus(LONGEST), false);
        if (!desk.acts().upkeep(new UseOnce(ticket))) throw gone();
        var grant = desk.acts()
                .read(tx -> GrantLine.of(
                        shown.grant().flatMap(tx.grants()::find).orElseThrow(), words, names, tx, look.now()));
        var view = new TokenView(Foreign.name(shown.name()), secret, grant);
        return keepsakes.forget(desk.reply(
                look,
                Sheet.of(
                                Section.TOKENS,
                                Phrases.say("token.title", view.name()),
                                (out, frame) -> JtetokenGenerated.render(out, null, frame, view))
                        .below()));
    }
}
