package dev.countersign.server.oauth.token;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.DelegationRequest;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.authority.UnknownScope;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token request asks of its grant: some of its resources (RFC 8707 §2.2), some of its scopes (RFC 6749 §6), some of
 * its details (RFC 9396 §6). Never more; asking for more is refused, not cut.
 */
record Narrowing(List<String> resources, Optional<String> scope, Optional<String> details) {

    /**
     * What one access token is for.
     *
     * @param ownerScopes what it may do at the owner API; empty unless the grant is of that kind
     * @param audience the resources it is for: those asked, else all the grant's
     */
    record Narrowed(Authority authority, Set<OwnerScope> ownerScopes, List<String> audience) {
        /**
         * What of it a token bound to no key may be for: a resource that wants a proof of everybody is left out, unless it was
         * asked for; of one that wants it from some class on, the classes below stay, unless more was asked for.
         *
         * @param asked whether the resources were named
         * @param wanted whether scope or details were
         * @throws Refusal.OAuth {@code invalid_dpop_proof}
         */
        Narrowed bearing(Resources known, boolean asked, boolean wanted) {
            return whole(known, asked).below(known, wanted);
        }

        private Narrowed below(Resources known, boolean wanted) {
            if (audience.stream().allMatch(id -> unproved(known, id) == Access.DESTRUCTIVE)) return this;
            var limit = Authority.of(audience.stream()
                    .map(id -> Permission.everything(id, unproved(known, id)))
                    .toList());
            var lower = authority.meet(limit);
            if (lower.equals(authority)) return this;
            if (!wanted && !lower.isNothing()) return new Narrowed(lower, ownerScopes, audience);
            throw unbound();
        }

        /** The highest class a token without a key may have there. */
        private static Access unproved(Resources known, String id) {
            return known.find(id).flatMap(Resource::proofFrom).orElse(null) instanceof Access from
                            && from != Access.READ
                    ? Access.values()[from.ordinal() - 1]
                    : Access.DESTRUCTIVE;
        }

        private Narrowed whole(Resources known, boolean asked) {
            var free = audience.stream()
                    .filter(id -> known.find(id).filter(Resource::proofRequired).isEmpty())
                    .toList();
            if (free.equals(audience)) return this;
            if (!free.isEmpty() && !asked) return new Narrowed(authority.restrictTo(free), ownerScopes, free);
            throw unbound();
        }

        private static Refusal.OAuth unbound() {
            return new Refusal.OAuth(
                    "invalid_dpop_proof",
                    "Tokens for one of these resources are bound to a key (RFC 9449); send a DPoP proof with the request.");
        }
    }

    static Narrowing read(Parameters form) {
        return new Narrowing(form.all("resource"), form.one("scope"), form.one("authorization_details"));
    }

    /** Whether the client repeated {@code offline_access}, which is echoed and changes nothing. */
    boolean offlineAccess() {
        return scope.map(asked -> List.of(asked.split(" ")).contains(Scopes.OFFLINE_ACCESS))
                .orElse(false);
    }

    /** The wish to hand on in turn, when the details have one. */
    Optional<DelegationRequest> delegation() {
        return details.map(Narrowing::parsed).flatMap(AuthorizationDetails::delegation);
    }

    /**
     * @throws Refusal.OAuth {@code invalid_target}, {@code invalid_scope}, {@code invalid_authorization_details}, or
     *     {@code invalid_dpop_proof} when a resource wants tokens bound to a key and none was proved
     */
    Narrowed of(Grant grant, Presented presented, Resources known) {
        if (grant.kind() == TokenKind.OWNER) return owner(grant, known);
        var narrowed = of(grant.authority(), known);
        return presented.key().isPresent()
                ? narrowed
                : narrowed.bearing(known, !resources.isEmpty(), scope.isPresent() || details.isPresent());
    }

    /** The same of what is held without a look at its grant or its holder. */
    Narrowed of(Authority held, Resources known) {
        var audience = resources.isEmpty() ? all(held, known) : targets(held, known);
        var authority = held.restrictTo(audience);
        if (scope.isPresent()) authority = within(authority, scopes(scope.get()));
        if (details.isPresent()) authority = within(authority, parsed(details.get()));
        return new Narrowed(authority, Set.of(), audience);
    }

    /** An owner grant is for one resource and has scopes only. */
    private Narrowed owner(Grant grant, Resources known) {
        var api = known.ownerApi();
        var targets = known.findAll(resources).orElseThrow(Narrowing::foreign);
        if (!targets.stream().allMatch(target -> target.id().equals(api))) throw foreign();
        if (details.isPresent()) {
            throw new Refusal.OAuth("invalid_authorization_details", "The owner API has scopes only.");
        }
        var asked = scope.map(Narrowing::ownerScopes).orElse(Set.of());
        if (!grant.ownerScopes().containsAll(asked)) throw beyond();
        return new Narrowed(Authority.NONE, asked.isEmpty() ? grant.ownerScopes() : asked, List.of(api));
    }

    /**
     * All the grant's resources, except that what is guarded by somebody else's code has tokens of its own: whoever runs it
     * must not be able to use one anywhere else (RFC 8707 §3).
     */
    private static List<String> all(Authority held, Resources known) {
        var own = held.locations().stream()
                .filter(location -> !foreign(location, known))
                .toList();
        if (!own.isEmpty() || held.locations().size() < 2) {
            return own.isEmpty() ? List.copyOf(held.locations()) : own;
        }
        throw alone();
    }

    private static boolean foreign(String location, Resources known) {
        return known.find(location)
                .filter(found -> found.kind() == Resources.Kind.DECLARED)
                .isPresent();
    }

    private List<String> targets(Authority held, Resources known) {
        var asked = known.findAll(resources).orElseThrow(Narrowing::foreign);
        var ids = asked.stream().map(Resource::id).toList();
        if (!held.locations().containsAll(ids)) throw foreign();
        if (ids.size() > 1 && ids.stream().anyMatch(id -> foreign(id, known))) throw alone();
        return ids;
    }

    private static Authority within(Authority held, Scopes asked) {
        if (!Scopes.parse(String.join(" ", held.scopes())).covers(new Scopes(asked.access(), false))) {
            throw beyond();
        }
        return asked.access()
                .map(access -> held.meet(Authority.of(held.locations().stream()
                        .map(location -> Permission.everything(location, access))
                        .toList())))
                .orElse(held);
    }

    private static Authority within(Authority held, AuthorizationDetails asked) {
        if (!asked.authority().narrows(held)) {
            throw new Refusal.OAuth(
                    "invalid_authorization_details",
                    "The details go beyond what was granted; ask the human again at the authorization endpoint.");
        }
        return asked.authority();
    }

    private static Scopes scopes(String scope) {
        try {
            return Scopes.parse(scope);
        } catch (UnknownScope unknown) {
            throw new Refusal.OAuth("invalid_scope", unknown.getMessage() + ".");
        }
    }

    private static AuthorizationDetails parsed(String text) {
        try {
            return AuthorizationDetails.parse(StrictJson.parse(text, Authority.MAX_BYTES));
        } catch (MalformedJson malformed) {
            throw new Refusal.OAuth("invalid_authorization_details", "It is not JSON: " + malformed.getMessage() + ".");
        } catch (InvalidAuthority invalid) {
            throw new Refusal.OAuth("invalid_authorization_details", invalid.getMessage() + "");
        }
    }

    private static Refusal.OAuth alone() {
        return new Refusal.OAuth(
                "invalid_target",
                "A resource outside this server has tokens of its own; send one resource with each token request.");
    }

    private static Set<OwnerScope> ownerScopes(String scope) {
        try {
            return OwnerScope.parse(scope);
        } catch (UnknownScope unknown) {
            throw new Refusal.OAuth("invalid_scope", unknown.getMessage() + ".");
        }
    }

    private static Refusal.OAuth beyond() {
        return new Refusal.OAuth(
                "invalid_scope",
                "The scope goes beyond what was granted; ask the human again at the authorization endpoint.");
    }

    private static Refusal.OAuth foreign() {
        return new Refusal.OAuth(
                "invalid_target",
                "A resource is not one that was granted; leave it out or ask for it at the authorization endpoint.");
    }
}
