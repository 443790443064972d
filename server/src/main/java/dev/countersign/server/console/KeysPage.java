package dev.countersign.server.console;

import dev.countersign.core.Role;
import dev.countersign.server.console.KeysView.Anchor;
import dev.countersign.server.console.KeysView.Key;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtekeysGenerated;
import dev.countersign.store.Anchors;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.SigningKeys.SigningKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@code /console/settings/keys}: what tokens and the log are signed with, and where the log is anchored. To read only. */
final class KeysPage {
    private final Desk desk;
    private final Installation here;

    KeysPage(Desk desk, Installation here) {
        this.desk = desk;
        this.here = here;
    }

    void lay() {
        desk.show("/console/settings/keys", this::show);
    }

    private Sheet show(Look look) {
        var role = look.who().owner().role();
        var view = desk.acts()
                .read(tx -> new KeysView(
                        role == Role.ADMIN,
                        tx.signingKeys().all().reversed().stream()
                                .map(key -> key(key, look))
                                .toList(),
                        here.logKey(),
                        Phrases.say(
                                "keys.entries",
                                tx.ledger().head().map(LedgerRows.Head::size).orElse(0L)),
                        role == Role.OWNER
                                ? Optional.empty()
                                : Optional.of(anchors(tx.anchors().all()))));
        return Sheet.of(
                        Section.SETTINGS,
                        Phrases.say("settings.keys"),
                        (out, frame) -> JtekeysGenerated.render(out, null, frame, view))
                .led("keys.lead");
    }

    private static Key key(SigningKey key, Look look) {
        var state =
                key.activeFrom().isAfter(look.now()) ? "soon" : key.retireAt().isPresent() ? "leaving" : "signs";
        return new Key(key.kid(), Phrases.say("keys.state." + state), key.activeFrom(), key.retireAt());
    }

    private static List<Anchor> anchors(List<Anchors.Anchor> all) {
        return all.stream()
                .map(anchor -> new Anchor(
                        place(anchor.target()),
                        Phrases.say("anchors.confirmed", anchor.size()),
                        anchor.at(),
                        anchor.failingSince().map(_ -> Foreign.text(anchor.trouble(), 300))))
                .toList();
    }

    /** Without the query of an address: that may hold a webhook's secret. */
    private static String place(String target) {
        var address = target.substring(target.lastIndexOf(' ') + 1);
        if (!address.startsWith("http")) return Foreign.text(address, 120);
        return Optional.ofNullable(URI.create(address).getHost()).orElse("");
    }
}
