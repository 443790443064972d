package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Ask;
import dev.countersign.acts.Cancel;
import dev.countersign.acts.Deny;
import dev.countersign.acts.FailProof;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.KeepChoices;
import dev.countersign.core.Asked;
import dev.countersign.core.Asked.Known;
import dev.countersign.core.Chosen;
import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.core.Role;
import dev.countersign.core.TokenKind;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.ConfirmView;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.generated.JteconsentGenerated;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.server.people.Paths;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Presence.Outcome;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.Asks;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code /consent/{id}}: a human reads what is asked, chooses, and proves presence on exactly that. GET never approves; an
 * answer counts once. Thread-safe.
 */
public final class ConsentPages {
    private final Acts acts;
    private final People people;
    private final Pages pages;
    private final Handover handover;
    private final ConsentSettings settings;
    private final Questions questions;
    private final Verdicts verdicts;
    private final Approval approval;
    private final Answers answers;

    public ConsentPages(
            ConsentSettings settings,
            Acts acts,
            OwnerAuthorities authorities,
            People people,
            Pages pages,
            Handover handover,
            ToolLists tools,
            Answers answers) {
        this.acts = acts;
        this.people = people;
        this.pages = pages;
        this.handover = handover;
        this.settings = settings;
        this.questions = new Questions(acts, authorities, settings, tools);
        this.verdicts = new Verdicts(pages, answers);
        this.approval = new Approval(acts, answers, verdicts, settings);
        this.answers = answers;
    }

    public void routes(Routes routes) {
        routes.get("/consent/{id}", this::show).post("/consent/{id}", this::decide);
    }

    /** What the program behind a consent address calls itself, made harmless; for the page before sign-in. */
    public Optional<String> asker(String path) {
        if (!path.startsWith("/consent/")) return Optional.empty();
        var id = path.substring("/consent/".length());
        var asked = Handover.sealed(id)
                ? handover.open(id, acts.now())
                        .flatMap(arrived -> arrived instanceof Handover.Arrived.Request request
                                ? Optional.of(request.asked())
                                : Optional.empty())
                : acts.read(tx -> tx.asks().find(id)).map(ask -> Asked.parse(ask.request()));
        return asked.map(request -> Foreign.name(request.asker().name()));
    }

    private Reply show(Exchange exchange) {
        var id = exchange.segment("id");
        if (!acts.read(tx -> tx.owners().any())) throw People.nobody();
        var signedIn = people.sessions().current(exchange);
        if (signedIn.isEmpty()) return Reply.seeOther(Paths.signIn("/consent/" + id));
        var who = signedIn.get();
        if (Handover.sealed(id)) return arrive(exchange, who, id);
        var ask = find(id, who);
        if (!ask.open(acts.now())) return verdicts.over(exchange, who, ask, 410);
        return ask(exchange, who, ask, 200, new Choices(Map.of()), List.of());
    }

    /** A sealed request becomes a pending one; opening it again leads to the same. */
    private Reply arrive(Exchange exchange, SignedIn who, String sealed) {
        var now = acts.now();
        var arrived = handover.open(sealed, now).orElseThrow(ConsentPages::unknown);
        return switch (arrived) {
            case Handover.Arrived.Expired() ->
                throw new Refusal.Page(
                        410, "This request waited too long", "Nothing was allowed. Start again at the program.");
            case Handover.Arrived.Failure(var asker, var redirect) -> failed(exchange, who, asker, redirect);
            case Handover.Arrived.Request(var asked) -> {
                var owner = who.owner().id();
                var id = "ask_" + Digest.of(sealed + " " + owner).base64url().substring(0, 22);
                if (acts.read(tx -> tx.asks().find(id)).isEmpty()) {
                    var origin = Requests.of(exchange);
                    acts.perform(
                            new Ask(new Asks.Ask(
                                    id,
                                    "code",
                                    Optional.of(owner),
                                    new ClientId(asked.asker().id()),
                                    asked.kind(),
                                    asked.json(),
                                    Secrets.random(16),
                                    Optional.empty(),
                                    Asks.State.OPEN,
                                    0,
                                    now,
                                    now.plus(settings.timeout()),
                                    Optional.empty(),
                                    origin.address(),
                                    origin.userAgent())),
                            origin);
                }
                yield Reply.seeOther("/consent/" + id);
            }
        };
    }

    /** A failed request goes on by itself only to where a stranger gains nothing by it (RFC 9700 §4.11.2). */
    private Reply failed(Exchange exchange, SignedIn who, Asked.Asker asker, String redirect) {
        var target = URI.create(redirect);
        var client = new ClientId(asker.id());
        var known = Voices.loopback(target)
                || asker.known() == Known.CONFIGURED
                || LiveGrants.of(acts, who.owner().id()).stream()
                        .anyMatch(grant -> grant.client().equals(client));
        if (known) return Reply.seeOther(redirect);
        return pages.interstitial(
                "The request cannot go on",
                List.of(
                        "A program that says it is “" + Foreign.name(asker.name())
                                + "” sent a request that is wrong. Nothing was allowed.",
                        "You can go on to the address it named, which is not part of this server."),
                target,
                exchange.requestId());
    }

    private Reply decide(Exchange exchange) {
        var who = people.sessions().requirePost(exchange);
        var ask = find(exchange.segment("id"), who);
        if (!ask.open(acts.now())) return verdicts.over(exchange, who, ask, 409);
        var form = exchange.form();
        var decision = form.all("decision");
        return switch (decision.size() == 1 ? decision.getFirst() : "") {
            case "approve" -> approve(exchange, who, ask);
            case "deny" -> deny(exchange, who, ask);
            case "cancel" -> {
                acts.perform(new Cancel(ask.id(), who.owner().id(), acts.now()), Requests.of(exchange));
                yield Reply.seeOther("/consent/" + ask.id());
            }
            default ->
                ask(
                        exchange,
                        who,
                        ask,
                        422,
                        Choices.of(form),
                        List.of(new Problem("main", "Use one of the three buttons: Approve, Deny or Cancel.")));
        };
    }

    private Reply deny(Exchange exchange, SignedIn who, Asks.Ask ask) {
        if (!acts.perform(new Deny(ask.id(), who.owner().id(), acts.now()), Requests.of(exchange))) {
            return verdicts.over(exchange, who, find(ask.id(), who), 409);
        }
        return Asked.parse(ask.request())
                .redirect()
                .map(target -> Reply.seeOther(answers.error(target, "access_denied", "The owner said no.")))
                .orElseGet(() -> Reply.seeOther("/consent/" + ask.id()));
    }

    private Reply approve(Exchange exchange, SignedIn who, Asks.Ask ask) {
        if (!settings.adminsMayApprove() && who.owner().role() == Role.ADMIN) {
            throw new Refusal.Page(
                    403,
                    "Admins approve nothing here",
                    "The operator set consent.admins to deny. Sign in as an ordinary owner.");
        }
        if (ask.kind() == TokenKind.OWNER) {
            throw new Refusal.Page(403, "This cannot be approved here", "Owner tokens are not given on this page.");
        }
        var question = questions.of(ask, who.owner());
        var page = Page.of(question, settings, Newcomers.since(acts, who.owner().id(), acts.now()));
        var assertion = exchange.form().one("assertion");
        var stored = ask.choices().map(StrictJson::parse);
        var shown = page.digest().base64url();
        var seen = stored.map(json -> json.path("shown").asString()).orElse("");
        var told = exchange.form().one("shown").orElse(seen);
        var choices = assertion.isPresent()
                ? stored.filter(json -> json.has("choices"))
                        .map(json -> Choices.parse(json.path("choices")))
                        .orElse(new Choices(Map.of()))
                : Choices.of(exchange.form());
        if (assertion.isPresent() && stored.filter(json -> json.has("choices")).isEmpty()) {
            var problem = new Problem(
                    "main", "This request was opened again meanwhile, so your choices are gone. Choose once more.");
            return ask(exchange, who, ask, 422, choices, List.of(problem));
        }
        if (!shown.equals(seen) || !shown.equals(told)) {
            return ask(
                    exchange,
                    who,
                    ask,
                    422,
                    choices,
                    List.of(new Problem(
                            "main",
                            "What is asked changed since the page was shown. Read it again; nothing was approved.")));
        }
        var from = assertion.isPresent() ? moment(stored) : acts.now();
        var read = choices.read(question, settings.deepest(), from);
        if (read.chosen().isEmpty()) return ask(exchange, who, ask, 422, choices, read.problems());
        var chosen = read.chosen().get();
        var what = digest(ask, shown, choices, chosen);
        if (assertion.isPresent()) {
            return proved(
                    exchange,
                    who,
                    question,
                    chosen,
                    choices,
                    people.presence().passkey(who.owner().id(), assertion.get(), what));
        }
        return exchange.form()
                .one("passphrase")
                .map(text -> byPassphrase(exchange, who, question, chosen, choices, what, text))
                .orElseGet(() -> challenge(exchange, who, question, chosen, choices, shown, what, from));
    }

    private Reply byPassphrase(
            Exchange exchange,
            SignedIn who,
            Question question,
            Chosen chosen,
            Choices choices,
            Digest what,
            String text) {
        if (chosen.access().implied().stream().anyMatch(settings.passkeyOnly()::contains)) {
            return ask(
                    exchange,
                    who,
                    question.ask(),
                    422,
                    choices,
                    List.of(
                            new Problem(
                                    "passphrase",
                                    "This access takes a passkey. Leave the passphrase empty; you can add a passkey in the console.")));
        }
        return proved(
                exchange,
                who,
                question,
                chosen,
                choices,
                people.presence().passphrase(who.owner().id(), text, what, exchange));
    }

    private Reply proved(
            Exchange exchange, SignedIn who, Question question, Chosen chosen, Choices choices, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Proved(var evidence, var count) ->
                approval.of(exchange, who, question, chosen, evidence, count);
            case Outcome.Throttled(int seconds) -> throw People.tooManyGuesses(seconds);
            case Outcome.Failed(var method, var sentence) -> {
                var result = acts.perform(
                        new FailProof(question.ask().id(), who.owner().id(), method, acts.now()),
                        Requests.of(exchange));
                if (result.ended()) {
                    yield verdicts.over(exchange, who, find(question.ask().id(), who), 409);
                }
                var left = FailProof.MOST - result.failures();
                var field = method.equals("passphrase") ? "passphrase" : "main";
                yield ask(
                        exchange,
                        who,
                        question.ask(),
                        422,
                        choices,
                        List.of(new Problem(
                                field, sentence + (left == 1 ? " One more try." : " " + left + " more tries."))));
            }
        };
    }

    /** The first post of a passkey approval: the choices are stored, and the passkey is asked to sign their digest. */
    private Reply challenge(
            Exchange exchange,
            SignedIn who,
            Question question,
            Chosen chosen,
            Choices choices,
            String shown,
            Digest what,
            java.time.Instant from) {
        var owner = who.owner().id();
        var passkeys = acts.read(tx -> tx.passkeys().of(owner));
        if (passkeys.isEmpty() || people.webAuthn().off().isPresent()) {
            return ask(
                    exchange,
                    who,
                    question.ask(),
                    422,
                    choices,
                    List.of(new Problem("passphrase", "Type your passphrase, so that it is sure to be you.")));
        }
        var record = JsonNodeFactory.instance.objectNode().put("shown", shown).put("from", from.toString());
        record.set("choices", choices.json());
        acts.upkeep(new KeepChoices(question.ask().id(), record.toString()));
        var asked = question.asked();
        var granted = chosen.granted(question.ownerAuthority(), asked);
        return Pages.confirm(new ConfirmView(
                pages.chrome("Approve", true, exchange.requestId(), who.chrome()),
                "Use your passkey to approve",
                "This is what you chose. Your passkey signs exactly this.",
                List.of(),
                Words.chosen(asked, chosen, granted, settings, acts.now()),
                "/consent/" + question.ask().id(),
                who.session().formToken(),
                "get",
                people.webAuthn().challenge(what, passkeys),
                "assertion",
                List.of(),
                true,
                "/consent/" + question.ask().id()));
    }

    /** SHA-256 of the canonical {request, shown, choices, nonce}: what presence is proved on. */
    private static Digest digest(Asks.Ask ask, String shown, Choices choices, Chosen chosen) {
        var object = JsonNodeFactory.instance.objectNode().put("shown", shown).put("nonce", ask.nonce());
        object.set("request", StrictJson.parse(ask.request()));
        object.set("choices", choices.json());
        object.put("ask", ask.id()).put("until", chosen.until().toString());
        return Canonical.digest(object);
    }

    private java.time.Instant moment(Optional<tools.jackson.databind.JsonNode> stored) {
        return stored.map(json -> json.path("from").asString())
                .filter(text -> !text.isEmpty())
                .map(java.time.Instant::parse)
                .orElseGet(acts::now);
    }

    /** Shows the page, and notes what was shown. */
    private Reply ask(Exchange exchange, SignedIn who, Asks.Ask ask, int status, Choices kept, List<Problem> problems) {
        var now = acts.now();
        var question = questions.of(ask, who.owner());
        if (Questions.hopeless(question) && question.absent().isEmpty())
            return verdicts.hopeless(exchange, who, question);
        var page = Page.of(question, settings, Newcomers.since(acts, who.owner().id(), now));
        var shown = page.digest().base64url();
        var note = JsonNodeFactory.instance.objectNode().put("shown", shown).toString();
        if (!acts.upkeep(new KeepChoices(ask.id(), note))) {
            return verdicts.over(exchange, who, find(ask.id(), who), 409);
        }
        var owner = who.owner().id();
        var off = people.webAuthn().off();
        var passphrase = acts.read(tx -> tx.owners().passphrase(owner)).isPresent();
        var passkeys =
                off.isEmpty() && !acts.read(tx -> tx.passkeys().of(owner)).isEmpty();
        var voices = page.voices();
        var view = new ConsentView(
                pages.chrome("Approve", false, exchange.requestId(), who.chrome()),
                "/consent/" + ask.id(),
                who.session().formToken(),
                shown,
                page.notices(),
                problems,
                voices.claims(),
                voices.verified(),
                voices.destination(),
                voices.says(),
                Page.waits(ask.expiresAt(), now),
                question.asked().resources().isEmpty()
                        ? "The request names no place. Tick those where the agent may act."
                        : "The request names several places. Tick those where the agent may act.",
                page.resources(),
                List.of(),
                page.accesses(),
                page.servers(),
                Page.untils(now),
                Page.exampleDate(now),
                page.delegation(),
                new ConsentView.Proof(passphrase, passkeys, off),
                kept.fields());
        return Pages.pageThatRedirects(status, out -> JteconsentGenerated.render(out, null, view));
    }

    private Asks.Ask find(String id, SignedIn who) {
        return acts.read(tx -> tx.asks().find(id))
                .filter(ask -> ask.owner()
                        .filter(owner -> !owner.equals(who.owner().id()))
                        .isEmpty())
                .orElseThrow(ConsentPages::unknown);
    }

    private static Refusal.Page unknown() {
        return new Refusal.Page(
                404, "There is no such request", "It may be old, or another owner's. Start again at the program.");
    }
}
