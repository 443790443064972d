package dev.countersign.server.consent;

import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Access;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Told;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is special about a request for an owner token: scopes of the owner API instead of servers and tools, and a page that
 * nobody takes for the ordinary one.
 */
final class OwnerLevel {
    /** The one end that is offered: no owner token outlives it. */
    static final List<String> ENDS = List.of("PT1H");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private OwnerLevel() {}

    static ConsentView.Opening opening(ConsentSettings settings) {

        return new ConsentView.Opening(
                Phrases.say("ask.owner"),
                Phrases.say("ask.owner.lead"),
                java.util.Optional.of(Phrases.say("ask.owner.warning", settings.issuer())));
    }

    static List<ConsentView.Choice> choices(Asked asked) {
        return asked.ownerScopes().stream()
                .sorted()
                .map(scope -> ConsentView.Choice.of(scope.wire(), Phrases.say("scope." + scope.name()), scope.wire()))
                .toList();
    }

    /** The scopes a form named, space-separated, repeated or both. */
    static Set<OwnerScope> scopes(List<String> values, Asked asked, List<Problem> problems) {
        var chosen = EnumSet.noneOf(OwnerScope.class);
        for (var value : values) {
            for (var name : SPACES.split(value)) {
                var known = asked.ownerScopes().stream()
                        .filter(scope -> scope.wire().equals(name))
                        .findFirst();
                known.ifPresent(chosen::add);
                if (known.isEmpty()) {
                    problems.add(new Problem("scope", Phrases.say("mend.scope.other", Words.bounded(name))));
                }
            }
        }
        if (values.isEmpty()) problems.add(new Problem("scope", Phrases.say("mend.scope")));
        return chosen;
    }

    static Chosen chosen(Asked asked, Set<OwnerScope> scopes, Instant until) {
        return new Chosen(Access.READ, asked.resources(), Map.of(), until, DelegationPolicy.OFF, scopes);
    }

    /** What was chosen, for the page that waits for the passkey. */
    static List<Fact> words(Asked asked, Chosen chosen, Instant now) {
        return List.of(
                Fact.of(
                        Phrases.say("chosen.program"),
                        Phrases.say("quoted", Foreign.name(asked.asker().name()))),
                Fact.of(
                        Phrases.say("chosen.for"),
                        Phrases.say("chosen.for.owner", String.join(", ", asked.resources()))),
                Fact.code(Phrases.say("chosen.scopes"), OwnerScope.render(chosen.grantedScopes(asked))),
                Fact.of(Phrases.say("chosen.until"), Phrases.tell("chosen.until.owner", Told.at(chosen.until(), now))));
    }
}
