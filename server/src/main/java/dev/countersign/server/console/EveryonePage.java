package dev.countersign.server.console;

import dev.countersign.acts.Resume;
import dev.countersign.acts.Suspend;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteeveryoneGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * {@code /console/settings/switches}: stops everybody's agents until they are let go on, for admins. What goes on has what it
 * had and nothing more, so neither needs presence. What else is held is listed there, whosever it is, and let go on.
 */
final class EveryonePage {
    private static final String PATH = "/console/settings/switches";

    private static final int SHOWN = 100;

    private final Desk desk;
    private final Names names;

    EveryonePage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
    }

    void lay() {
        desk.show(PATH, Admins.see(this::show));
        desk.act(PATH + "/suspend", Admins.act(this::suspend));
        desk.act(PATH + "/resume", Admins.act(this::resume));
    }

    private Sheet show(Look look) {
        var view = desk.acts().read(this::view);
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("settings.switches"),
                        (out, frame) -> JteeveryoneGenerated.render(out, null, frame, view))
                .led("switches.lead");
    }

    private EveryoneView view(Tx tx) {
        // One more, for everybody's own row may be among them.
        var held = tx.revocations().held(SHOWN + 2);
        var others = held.stream()
                .filter(row -> !row.key().equals(RevocationKey.ALL))
                .toList();
        return new EveryoneView(
                tx.revocations().of(List.of(RevocationKey.ALL)).stream()
                        .filter(row -> row.kind() == Revocation.Kind.HELD)
                        .map(Revocation::since)
                        .findFirst(),
                others.stream().limit(SHOWN).map(row -> line(row, tx)).toList(),
                others.size() > SHOWN);
    }

    private EveryoneView.Held line(Revocation row, Tx tx) {
        var key = row.key();
        var named = key.whole().orElse(key);
        var kind = named.value().substring(0, named.value().indexOf(':'));
        return new EveryoneView.Held(key.value(), Phrases.say("key." + kind), name(named, tx), row.since());
    }

    /** What people call it, as far as it has a name. */
    private String name(RevocationKey key, Tx tx) {
        return key.owner()
                .flatMap(tx.owners()::find)
                .map(owner -> Foreign.name(owner.name()))
                .or(() -> key.client().map(names::client))
                .or(() -> key.device().map(device -> Names.runsOn(Optional.of(device), tx)))
                .or(() -> key.grant().flatMap(tx.grants()::find).map(grant -> names.holder(grant, tx)))
                .orElse("");
    }

    private Reply suspend(Look look) {
        return switch (desk.acts().perform(new Suspend(RevocationKey.ALL, Optional.of(look.owner())), look.origin())) {
            case SUSPENDED, HELD -> Desk.done(PATH, "all-suspended");
            case NOT_THEIRS -> throw Phrases.refusal(403, "admins");
        };
    }

    /** Lets everybody's agents go on, or what the form names. */
    private Reply resume(Look look) {
        var named = look.exchange().form().one("key").map(RevocationKey::new);
        var act = new Resume(named.orElse(RevocationKey.ALL), Optional.of(look.owner()));
        return switch (desk.acts().perform(act, look.origin())) {
            case RESUMED, NOT_SUSPENDED -> Desk.done(PATH, named.isPresent() ? "resumed" : "all-resumed");
            case HELD, NOT_THEIRS -> throw Phrases.refusal(403, "admins");
        };
    }
}
