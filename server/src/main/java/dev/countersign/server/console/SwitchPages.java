package dev.countersign.server.console;

import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.AgentId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends, stops and resumes a grant, an agent or a device with one row, which the next call feels. It reaches the looking
 * owner's grants only. A page asks first; taking away and giving back what was there needs no presence.
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
     * @param name what a person calls it
     */
    private record Target(RevocationKey key, String name) {}

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
        var back = kind.path(look.segment("id"));
        return Sheet.asking(
                        kind.section,
                        Phrases.say("switch." + verb.word(), target.name()),
                        new Question(
                                List.of(
                                        Phrases.say("switch." + verb.word() + "." + kind.word),
                                        Phrases.say("switch." + verb.word() + ".then")),
                                List.of(),
                                back + "/" + verb.word(),
                                Phrases.say("switch." + verb.word() + ".yes"),
                                Phrases.say("switch.no"),
                                back,
                                verb == Verb.REVOKE,
                                List.of()))
                .under(back, target.name());
    }

    private Reply done(Look look, Kind kind, Verb verb) {
        var key = desk.acts().read(tx -> target(look, kind, tx)).key();
        var by = Optional.of(look.owner());
        switch (verb) {
            case REVOKE -> desk.acts().perform(new Revoke(key, by), look.origin());
            case SUSPEND -> desk.acts().perform(new Suspend(key, by), look.origin());
            case RESUME -> desk.acts().perform(new Resume(key, by), look.origin());
        }
        var path = kind.path(look.segment("id"));
        return switch (verb) {
            case REVOKE -> Desk.done(path, "revoked");
            case SUSPEND -> Desk.done(path, "suspended");
            case RESUME -> Desk.done(path, "resumed");
        };
    }

    private Target target(Look look, Kind kind, Tx tx) {
        return switch (kind) {
            case GRANTS -> {
                var grant = Mine.grant(look, tx);
                yield new Target(RevocationKey.of(grant.id()), names.holder(grant, tx));
            }
            case AGENTS -> {
                var agent = new AgentId(look.segment("id"));
                var one = tx.grants().ofAgent(look.owner(), agent, Optional.empty(), 1).stream()
                        .findFirst()
                        .orElseThrow(AgentsPage::unknown);
                yield new Target(RevocationKey.of(agent).within(look.owner()), names.client(one.client()));
            }
            case DEVICES -> {
                var device = Mine.device(look, tx);
                yield new Target(RevocationKey.of(device.id()).within(look.owner()), Foreign.name(device.name()));
            }
        };
    }
}
