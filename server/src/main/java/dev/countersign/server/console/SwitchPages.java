package dev.countersign.server.console;

import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.AgentId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends, stops and resumes a grant, an agent or a device with one row, which the next call feels. It reaches the looking
 * owner's grants only, except that an admin ends a hold as a whole. A page asks first; taking away and giving back what was there needs no presence.
 */
final class SwitchPages {
    private enum Verb {
        REVOKE,
        SUSPEND,
        RESUME;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is switched.
     *
     * @param resumed what letting it go on ends
     * @param name what a person calls it
     */
    private record Target(RevocationKey key, List<RevocationKey> resumed, String name, Stopped stopped) {}

    private enum Kind {
        GRANTS("grant", Section.AGENTS),
        AGENTS("agent", Section.AGENTS),
        DEVICES("device", Section.DEVICES);

        private final String word;
        private final Section section;

        Kind(String word, Section section) {
            this.word = word;
            this.section = section;
        }

        String path(String id) {
            return "/console/" + name().toLowerCase(Locale.ROOT) + "/" + id;
        }
    }

    private final Desk desk;
    private final Names names;

    SwitchPages(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
    }

    void lay() {
        for (var kind : Kind.values()) {
            for (var verb : Verb.values()) {
                var pattern = kind.path("{id}") + "/" + verb.word();
                desk.show(pattern, look -> ask(look, kind, verb));
                desk.act(pattern, look -> done(look, kind, verb));
            }
        }
    }

    private Sheet ask(Look look, Kind kind, Verb verb) {
        var target = desk.acts().read(tx -> target(look, kind, tx));
        if (verb == Verb.RESUME && target.stopped() == Stopped.HELD) throw held();
        var back = kind.path(look.segment("id"));
        return Sheet.asking(
                        kind.section,
                        Phrases.say("switch." + verb.word(), target.name()),
                        new Question(
                                sentences(kind, verb, target),
                                List.of(),
                                back + "/" + verb.word(),
                                Phrases.say("switch." + verb.word() + ".yes"),
                                Phrases.say("switch.no"),
                                back,
                                verb == Verb.REVOKE,
                                List.of()))
                .under(back, target.name());
    }

    private static List<String> sentences(Kind kind, Verb verb, Target target) {
        var what = Phrases.say("switch." + verb.word() + "." + kind.word);
        var then = Phrases.say("switch." + verb.word() + ".then");
        return verb == Verb.RESUME && kind == Kind.AGENTS && target.stopped() == Stopped.HELD_HERE
                ? List.of(Phrases.say("switch.resume.everybody"), what, then)
                : List.of(what, then);
    }

    private Reply done(Look look, Kind kind, Verb verb) {
        var target = desk.acts().read(tx -> target(look, kind, tx));
        var by = Optional.of(look.owner());
        switch (verb) {
            case REVOKE -> desk.acts().perform(new Revoke(target.key(), by), look.origin());
            case SUSPEND -> {
                switch (desk.acts().perform(new Suspend(target.key(), by), look.origin())) {
                    case SUSPENDED, HELD -> {}
                    case NOT_THEIRS -> throw unknown(kind);
                }
            }
            case RESUME -> {
                for (var key : target.resumed()) {
                    switch (desk.acts().perform(new Resume(key, by), look.origin())) {
                        case RESUMED, NOT_SUSPENDED -> {}
                        case HELD -> throw held();
                        case NOT_THEIRS -> throw unknown(kind);
                    }
                }
            }
        }
        var path = kind.path(look.segment("id"));
        return switch (verb) {
            case REVOKE -> Desk.done(path, "revoked");
            case SUSPEND -> Desk.done(path, "suspended");
            case RESUME -> Desk.done(path, "resumed");
        };
    }

    private static Refusal.Page held() {
        return Phrases.refusal(409, "held");
    }

    private static Refusal.Page unknown(Kind kind) {
        return kind == Kind.AGENTS ? AgentsPage.unknown() : Mine.none(kind.word);
    }

    private Target target(Look look, Kind kind, Tx tx) {
        return switch (kind) {
            case GRANTS -> {
                var grant = Mine.grant(look, tx);
                var key = RevocationKey.of(grant.id());
                var stopped = Stopped.grant(grant, GrantLine.standing(grant, tx, look.now()), look, tx);
                yield new Target(key, List.of(key), names.holder(grant, tx), stopped);
            }
            case AGENTS -> {
                var agent = new AgentId(look.segment("id"));
                var one = tx.grants().ofAgent(look.owner(), agent, Optional.empty(), 1).stream()
                        .findFirst()
                        .orElseThrow(AgentsPage::unknown);
                var stopped = Stopped.agent(agent, one.client(), look, tx);
                var whole = RevocationKey.of(agent);
                var mine = whole.within(look.owner());
                // What is held as a whole, an admin lets go on as a whole.
                var resumed = stopped == Stopped.HELD_HERE ? List.of(mine, whole) : List.of(mine);
                yield new Target(mine, resumed, names.client(one.client()), stopped);
            }
            case DEVICES -> {
                var device = Mine.device(look, tx);
                var stopped = Stopped.device(device.id(), look, tx);
                var whole = RevocationKey.of(device.id());
                var mine = whole.within(look.owner());
                yield new Target(mine, List.of(mine, whole), Foreign.name(device.name()), stopped);
            }
        };
    }
}
