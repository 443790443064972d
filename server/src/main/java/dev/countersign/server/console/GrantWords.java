package dev.countersign.server.console;

import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Permission;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Moments;
import dev.countersign.store.PersonalTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A grant in words a person reads at a glance. */
final class GrantWords {
    private GrantWords() {}

    static AgentsView.Held of(
            Grant grant,
            Optional<Instant> elsewhere,
            Optional<PersonalTokens.Token> personal,
            Function<ClientId, Optional<String>> names,
            Instant now) {
        return new AgentsView.Held(
                grant.id().value(),
                Foreign.name(personal.map(token -> "Token “" + token.name() + "”")
                        .or(() -> names.apply(grant.client()))
                        .orElse(grant.client().value())),
                grant.kind() == TokenKind.OWNER
                        ? "owner-level automation: " + OwnerScope.render(grant.ownerScopes())
                        : grant.authority().permissions().stream()
                                .map(GrantWords::of)
                                .collect(Collectors.joining("; ")),
                "until " + Moments.words(grant.until(), now) + ", approved " + Moments.words(grant.approvedAt(), now),
                notes(grant, elsewhere, personal, now));
    }

    private static List<String> notes(
            Grant grant, Optional<Instant> elsewhere, Optional<PersonalTokens.Token> personal, Instant now) {
        var notes = new ArrayList<String>();
        if (grant.approval() instanceof Approval.Asserted asserted) {
            notes.add("You did not approve this yourself: the identity provider " + Foreign.text(asserted.issuer(), 300)
                    + " asserted it, which the operator trusts.");
        }
        elsewhere.ifPresent(at -> notes.add("One refresh token was used from two places at once, "
                + Moments.words(at, now) + ". Revoke this unless that was you."));
        personal.ifPresent(token -> notes.add(token.lastUsed()
                .map(use -> "Last used " + Moments.words(use.at(), now) + " from " + use.address() + ".")
                .orElse("Not used yet.")));
        return List.copyOf(notes);
    }

    private static String of(Permission permission) {
        var actions = permission.actions().stream().map(Access::wireName).collect(Collectors.joining(", "));
        var tools = permission
                .tools()
                .map(names -> " (only " + String.join(", ", names) + ")")
                .orElse("");
        return Foreign.text(permission.location() + ": " + actions + tools, 300);
    }
}
