package dev.countersign.server.consent;

import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.catalogue.ClassSource;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Moments;
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
        return switch (access) {
            case READ -> "Read";
            case WRITE -> "Read and write";
            case DESTRUCTIVE -> "Everything";
        };
    }

    static String meaning(Access access) {
        return switch (access) {
            case READ -> "Look, list and search; change nothing.";
            case WRITE -> "Also create and change things.";
            case DESTRUCTIVE -> "Also delete and overwrite, which cannot be undone.";
        };
    }

    /** What a tool of this class does. */
    static String group(Access access) {
        return switch (access) {
            case READ -> "looks and changes nothing.";
            case WRITE -> "changes things.";
            case DESTRUCTIVE -> "may destroy what cannot be brought back.";
        };
    }

    static String said(ClassSource source) {
        return switch (source) {
            case OPERATOR -> "by the operator";
            case ANNOTATIONS -> "by the server's own word";
            case UNCLASSIFIED -> "unclassified: nobody says what it does";
        };
    }

    static String until(String offered) {
        return switch (offered) {
            case "PT1H" -> "1 hour";
            case "P1D" -> "1 day";
            case "P7D" -> "7 days";
            case "P30D" -> "30 days";
            default -> offered;
        };
    }

    static String levels(Authority authority) {
        return authority.actions().stream().map(Access::wireName).collect(Collectors.joining(", "));
    }

    /** One permission of {@code authorization_details}, whole. */
    static String permission(Permission permission, String place) {
        var text = place + ": "
                + permission.actions().stream().map(Access::wireName).collect(Collectors.joining(", "));
        if (permission.tools().isPresent())
            text += ", only " + String.join(", ", permission.tools().get());
        if (!permission.arguments().isEmpty()) {
            text += ", with arguments "
                    + Authority.of(permission).toJson().get(0).path("arguments");
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
                Fact.of("Program", "“" + Foreign.name(asked.asker().name()) + "”"),
                Fact.of("Where", places),
                Fact.of("May do", levels(granted)),
                Fact.of(
                        "Tools",
                        tools.isEmpty() ? "every tool of that access" : Foreign.text(String.join(", ", tools), 2000)),
                Fact.of("Until", Moments.words(chosen.until(), now)),
                Fact.of("Hand on", delegation(chosen.delegation(), granted, now)));
        if (ends == 0) return facts;
        var all = new ArrayList<>(facts);
        all.add(Fact.of("Ends", ends == 1 ? "one earlier approval" : ends + " earlier approvals"));
        return List.copyOf(all);
    }

    private static String delegation(DelegationPolicy policy, Authority granted, Instant now) {
        return policy.recipients()
                .map(to -> (policy.depth() == 1 ? "once" : "up to " + policy.depth() + " times") + ", to "
                        + receivers(to)
                        + (granted.narrows(policy.share()) ? "" : "; at most " + levels(policy.share()))
                        + "; until " + Moments.words(policy.until(), now))
                .orElse("no");
    }

    /** Who may receive. */
    static String receivers(Recipients to) {
        return switch (to) {
            case Recipients.Any _ -> "programs the operator set up and programs you already allowed";
            case Recipients.Clients(var ids) -> Foreign.text(String.join(", ", ids), 400);
        };
    }
}
