package dev.countersign.server.console;

import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Constraint;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Recipients;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A grant in words a person reads at a glance: “May read in notes, under /srv/notes/”. Its end is said beside it. */
final class GrantWords {
    private static final int MOST_NAMED = 6;
    private final Names names;

    GrantWords(Names names) {
        this.names = names;
    }

    /** What it allows. */
    String may(Grant grant) {
        if (grant.kind() == TokenKind.OWNER) {
            return Phrases.say(
                    "may.owner", OwnerScope.render(grant.ownerScopes()).replace(" ", ", "));
        }
        if (grant.authority().isNothing()) return Phrases.say("may.nothing");
        var sentences = grant.authority().permissions().stream().map(this::may).toList();
        return Foreign.text(Phrases.say("may.sentence", String.join(Phrases.say("may.and"), sentences)), 1200);
    }

    private String may(Permission permission) {
        var words = new StringBuilder(
                Phrases.say("may.do", actions(permission.actions()), names.place(permission.location())));
        permission.tools().ifPresent(tools -> words.append(Phrases.say("may.only", listed(tools))));
        permission
                .arguments()
                .forEach((tool, limits) -> limits.constraints().forEach((pointer, constraint) -> {
                    var several =
                            permission.tools().map(tools -> tools.size() != 1).orElse(true);
                    words.append(limit(several ? tool + " " + pointer.text() : pointer.text(), constraint));
                }));
        return words.toString();
    }

    /** “read”, “read and write”: the highest says the rest. */
    static String actions(Set<Access> actions) {
        var ordinary = actions.stream()
                .max(Access::compareTo)
                .filter(top -> top.implied().equals(actions));
        return ordinary.map(top -> Phrases.say("access." + top.wireName()))
                .orElseGet(() -> actions.stream().sorted().map(Access::wireName).collect(Collectors.joining(", ")));
    }

    private static String limit(String where, Constraint constraint) {
        return switch (constraint) {
            case Constraint.Under(var folders) -> Phrases.say("may.under", where, listed(folders));
            case Constraint.In in ->
                Phrases.say(
                        "may.in",
                        where,
                        listed(in.values().stream().map(GrantWords::value).toList()));
            case Constraint.Max(var most) -> Phrases.say("may.max", where, most.toPlainString());
        };
    }

    private static String value(JsonNode value) {
        return value.isString() ? "“" + value.stringValue() + "”" : value.toString();
    }

    private static String listed(Collection<String> all) {
        List<String> named = all.stream()
                .limit(MOST_NAMED)
                .map(one -> Foreign.text(one, 120))
                .toList();
        return all.size() > MOST_NAMED
                ? Phrases.say("may.more", String.join(", ", named), all.size() - MOST_NAMED)
                : String.join(", ", named);
    }

    /** Whether and to whom it may be handed on. */
    String handing(Grant grant) {
        DelegationPolicy policy = grant.delegation();
        return policy.recipients()
                .map(to ->
                        Phrases.say("handing.may", actions(share(grant, policy).actions()), to(to), policy.depth()))
                .orElseGet(() -> Phrases.say("handing.no"));
    }

    boolean mayHandOn(Grant grant) {
        return grant.delegation().recipients().isPresent();
    }

    private static Authority share(Grant grant, DelegationPolicy policy) {
        return grant.authority().meet(policy.share());
    }

    private String to(Recipients to) {
        return switch (to) {
            case Recipients.Any _ -> Phrases.say("handing.any");
            case Recipients.Clients(var ids) -> {
                var known = new ArrayList<String>();
                ids.forEach(id -> known.add(names.client(new dev.countersign.core.ClientId(id))));
                yield listed(known);
            }
        };
    }
}
