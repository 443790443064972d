package dev.countersign.server.consent;

import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Access;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Moments;
import dev.countersign.server.pages.Problem;
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
        var issuer = settings.issuer();
        return new ConsentView.Opening(
                "A program asks for owner-level access",
                "This is trusted owner-agent onboarding, for automation of your own. Choose what it may look at and take back, and "
                        + "prove that it is you.",
                java.util.Optional.of(
                        "What you approve here is for " + issuer + "/v1/** and acts as you. It can look, and it can "
                                + "stop, narrow and end what agents may do, and let go on what was stopped. It can never approve or "
                                + "give anything new. It sets up no agent: "
                                + issuer
                                + "/mcp and every server behind it refuse it by design. If you only want an agent to use tools, "
                                + "deny this."));
    }

    static List<ConsentView.Choice> choices(Asked asked) {
        return asked.ownerScopes().stream()
                .sorted()
                .map(scope -> new ConsentView.Choice(scope.wire(), scope.meaning() + ".", scope.wire()))
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
                    problems.add(new Problem(
                            "scope", "“" + Words.bounded(name) + "” is not among what the program asks for."));
                }
            }
        }
        if (values.isEmpty()) problems.add(new Problem("scope", "Choose what it may look at and take back."));
        return chosen;
    }

    static Chosen chosen(Asked asked, Set<OwnerScope> scopes, Instant until) {
        return new Chosen(Access.READ, asked.resources(), Map.of(), until, DelegationPolicy.OFF, scopes);
    }

    /** What was chosen, for the page that waits for the passkey. */
    static List<Fact> words(Asked asked, Chosen chosen, Instant now) {
        return List.of(
                Fact.of("Program", "“" + Foreign.name(asked.asker().name()) + "”"),
                Fact.of("For", "owner-level automation, " + String.join(", ", asked.resources())),
                Fact.code("May", OwnerScope.render(chosen.grantedScopes(asked))),
                Fact.of("Until", Moments.words(chosen.until(), now) + "; its token ends after one hour"));
    }
}
