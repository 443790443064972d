package dev.countersign.server.consent;

import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.catalogue.ClassSource;
import dev.countersign.server.config.Durations;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Spans;
import dev.countersign.server.pages.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the consent page says things. */
final class Words {
    private Words() {}

    /** Foreign text inside a sentence of ours. */
    static String bounded(String text) {
        return Foreign.text(text, 60);
    }

    static String label(Access access) {
        return Phrases.say("choose.access." + access.wireName());
    }

    static String meaning(Access access) {
        return Phrases.say("choose.means." + access.wireName());
    }

    /** What a tool of this class does. */
    static String group(Access access) {
        return Phrases.say("group." + access.wireName());
    }

    static String said(ClassSource source) {
        return Phrases.say("said." + source.name());
    }

    /** The same of all tools of a server. */
    static String saidOfAll(ClassSource source) {
        return Phrases.say("choose.tools.said." + source.name());
    }

    static String until(String offered) {
        return Phrases.has("choose.until." + offered)
                ? Phrases.say("choose.until." + offered)
                : Durations.parse(offered).map(Spans::of).orElse(offered);
    }

    static String levels(Authority authority) {
        return authority.actions().stream().map(Access::wireName).collect(Collectors.joining(", "));
    }

    /** One permission of {@code authorization_details}, whole. */
    static String permission(Permission permission, String place) {
        var actions = permission.actions().stream().map(Access::wireName).collect(Collectors.joining(", "));
        var text = Phrases.say("says.detail.do", place, actions);
        if (permission.tools().isPresent()) {
            text += Phrases.say(
                    "says.detail.tools", String.join(", ", permission.tools().get()));
        }
        if (!permission.arguments().isEmpty()) {
            var arguments = Authority.of(permission).toJson().get(0).path("arguments");
            text += Phrases.say("says.detail.arguments", arguments.toString());
        }
        return Foreign.text(text, 2000);
    }

    /** What was chosen, for the page that waits for the passkey. */
    static List<Fact> chosen(
            Asked asked, Chosen chosen, Authority granted, int ends, ConsentSettings settings, Instant now) {
        var places = granted.locations().stream()
                .map(id -> settings.place(id).map(ConsentSettings.Place::name).orElse(id))
                .collect(Collectors.joining(", "));
        var tools = chosen.tools().values().stream()
                .flatMap(java.util.Set::stream)
                .sorted()
                .toList();
        var facts = List.of(
                Fact.of(
                        Phrases.say("chosen.program"),
                        Phrases.say("quoted", Foreign.name(asked.asker().name()))),
                Fact.of(Phrases.say("chosen.where"), places),
                Fact.of(Phrases.say("chosen.may"), levels(granted)),
                Fact.of(
                        Phrases.say("chosen.tools"),
                        tools.isEmpty()
                                ? Phrases.say("chosen.tools.all")
                                : Foreign.text(String.join(", ", tools), 2000)),
                Fact.of(Phrases.say("chosen.until"), Told.at(chosen.until(), now)),
                Fact.of(Phrases.say("chosen.hand"), delegation(chosen.delegation(), granted, now)));
        if (ends == 0) return facts;
        var all = new ArrayList<>(facts);
        all.add(Fact.of(Phrases.say("chosen.ends"), Phrases.say("chosen.ends.count", ends)));
        return List.copyOf(all);
    }

    private static Told delegation(DelegationPolicy policy, Authority granted, Instant now) {
        return policy.recipients()
                .map(to -> handedOn(policy, to, granted)
                        .and(Phrases.tell("chosen.hand.until", Told.at(policy.until(), now))))
                .orElseGet(() -> Phrases.tell("chosen.hand.no"));
    }

    private static Told handedOn(DelegationPolicy policy, Recipients to, Authority granted) {
        var said = Phrases.tell("chosen.hand.to", Phrases.say("hand.times", policy.depth()), receivers(to));
        return granted.narrows(policy.share())
                ? said
                : said.and(Phrases.tell("chosen.hand.share", levels(policy.share())));
    }

    /** Who may receive. */
    static String receivers(Recipients to) {
        return switch (to) {
            case Recipients.Any _ -> Phrases.say("hand.anybody");
            case Recipients.Clients(var ids) -> Foreign.text(String.join(", ", ids), 400);
        };
    }
}
