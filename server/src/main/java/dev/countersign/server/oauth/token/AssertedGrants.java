package dev.countersign.server.oauth.token;

import dev.countersign.acts.Acts;
import dev.countersign.acts.GrantAsserted;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.authority.UnknownScope;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.Configured;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * The grants that trusted identity providers assert: what the assertion allows, held inside what the operator lets its
 * issuer allow and inside what the owner may do at all.
 */
public final class AssertedGrants {
    private final Acts acts;
    private final Resources resources;
    private final OwnerAuthorities owners;

    /** @param owners what owners may do at all */
    public AssertedGrants(Acts acts, Resources resources, OwnerAuthorities owners) {
        this.acts = acts;
        this.resources = resources;
        this.owners = owners;
    }

    /**
     * The grant as it would be made.
     *
     * @throws Refusal.OAuth {@code invalid_grant} when there is no such owner, {@code invalid_target}, or {@code
     *     invalid_scope} when nothing remains
     */
    Grant draft(IdentityAssertions.Judged judged, Client client) {
        record Known(OwnerId id, Authority authority) {}
        var owner = acts.read(tx -> tx.owners()
                        .named(judged.owner())
                        .map(found -> new Known(found.id(), owners.of(found.id(), tx))))
                .orElseThrow(() -> IdentityAssertions.refused(
                        "is about somebody who is no owner here yet; the operator can add one"));
        var asserted = asserted(judged, client);
        var authority = asserted.meet(owner.authority());
        if (authority.isNothing()) {
            throw new Refusal.OAuth(
                    "invalid_scope", "Nothing of what the assertion allows is something its owner may allow here.");
        }
        return grant(judged, owner.id(), new ClientId(client.id()), authority, asserted);
    }

    /**
     * The grant itself: a new one, or the living one that was asserted alike before. The assertion is used up.
     *
     * @throws Refusal.OAuth {@code invalid_grant} when it was used before, or when its owner, client or device is stopped
     */
    Grant given(Grant draft, IdentityAssertions.Judged judged, Presented presented) {
        var act = new GrantAsserted(
                draft,
                Secrets.hash("id-jag\0" + judged.issuer().issuer() + "\0" + judged.jti()),
                judged.spentUntil(),
                presented.proved(),
                resources.serverNames(),
                acts.now());
        return switch (acts.perform(act, presented.origin())) {
            case GrantAsserted.Outcome.Given(Grant grant) -> grant;
            case GrantAsserted.Outcome.Replayed() ->
                throw IdentityAssertions.refused("was used before; get another from the identity provider");
            case GrantAsserted.Outcome.Stopped _ ->
                throw new Refusal.OAuth(
                        "invalid_grant",
                        "This agent, its client or its owner is suspended or barred here; the owner or the operator can "
                                + "change that.");
        };
    }

    private Authority asserted(IdentityAssertions.Judged judged, Client client) {
        var most = judged.issuer().access().orElseThrow();
        var scope = scopes(judged).access().orElse(most);
        var level = scope.compareTo(most) < 0 ? scope : most;
        var everything = Authority.of(targets(judged, client).stream()
                .map(target -> Permission.everything(target.id(), level))
                .toList());
        return judged.details()
                .map(AssertedGrants::details)
                .map(everything::meet)
                .orElse(everything);
    }

    private List<Resource> targets(IdentityAssertions.Judged judged, Client client) {
        var named = resources.findAll(judged.resources()).orElse(List.of());
        var lawful = !named.isEmpty() && named.stream().allMatch(target -> target.mcp() && open(client, target));
        if (!lawful) {
            throw new Refusal.OAuth(
                    "invalid_target",
                    "The assertion is for a resource that is not an MCP resource of this server or not open to this client.");
        }
        return named;
    }

    private boolean open(Client client, Resource target) {
        return !(client instanceof Configured configured)
                || configured.resources().isEmpty()
                || configured.resources().stream()
                        .map(resources::find)
                        .flatMap(Optional::stream)
                        .anyMatch(target::equals);
    }

    private static Scopes scopes(IdentityAssertions.Judged judged) {
        try {
            return Scopes.parse(judged.scope().orElse(""));
        } catch (UnknownScope unknown) {
            throw IdentityAssertions.refused("has a scope that does not exist here: " + unknown.getMessage());
        }
    }

    private static Authority details(String json) {
        try {
            var parsed = AuthorizationDetails.parse(StrictJson.parse(json, Authority.MAX_BYTES));
            if (parsed.delegation().isPresent()) {
                throw IdentityAssertions.refused("would let the agent hand on, which only a human allows");
            }
            return parsed.authority();
        } catch (InvalidAuthority | dev.countersign.core.json.MalformedJson invalid) {
            throw new Refusal.OAuth("invalid_authorization_details", invalid.getMessage() + "");
        }
    }

    private Grant grant(
            IdentityAssertions.Judged judged, OwnerId owner, ClientId client, Authority authority, Authority asserted) {
        var now = acts.now();
        var life = judged.issuer().life();
        var basis = Digest.of(asserted.canonical() + "\n" + life).base64url();
        var approval = new Approval.Asserted(judged.issuer().issuer(), judged.jti(), basis);
        return Grant.of(new GrantId(Secrets.id("gr")), new Subject.Owner(owner), client, approval, now, now.plus(life))
                .authority(authority)
                .build();
    }
}
