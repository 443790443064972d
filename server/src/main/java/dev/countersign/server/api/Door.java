package dev.countersign.server.api;

import dev.countersign.acts.Acts;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Subject;
import dev.countersign.guard.Bearer;
import dev.countersign.guard.Challenge;
import dev.countersign.guard.Credentials;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.ShownProof;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import java.util.EnumSet;
import java.util.Optional;

/** Lets in who has a living owner token with the scope an operation needs. Thread-safe. */
final class Door {
    private final Bearer bearer;
    private final String issuer;
    private final Acts acts;

    Door(Bearer bearer, String issuer, Acts acts) {
        this.bearer = bearer;
        this.issuer = issuer;
        this.acts = acts;
    }

    /** The nonce for the next proof, when the request came with one (RFC 9449 §8.2). */
    Optional<String> nonce(Exchange exchange) {
        return exchange.headers("DPoP").isEmpty() ? Optional.empty() : bearer.nonce();
    }

    /**
     * What changes something asks the database whether the token's grant lives; what looks may trust a second's memory.
     *
     * @throws Refusal.Problem 400, 401, 403 or 503, with the challenge that says how to go on
     */
    Caller admit(Exchange exchange, Optional<OwnerScope> needed) {
        var presented = Credentials.of(exchange.headers("Authorization"), exchange.rawQuery());
        var proof = new ShownProof(exchange.headers("DPoP"), exchange.method(), issuer + exchange.path());
        var caller = caller(bearer.admit(presented, proof), !exchange.method().equals("POST"));
        if (needed.isPresent() && !caller.scopes().contains(needed.get())) {
            throw refused(Challenge.insufficientScope(needed.get(), bearer.resourceMetadata()));
        }
        return caller;
    }

    /** Whether who was let in would be still, as the same: while the token and its grant live and give the scope. */
    boolean still(Caller caller, Optional<OwnerScope> needed) {
        if (!acts.now().isBefore(caller.until())) return false;
        if (!(bearer.again(caller.token(), Freshness.RECENT) instanceof Bearer.Admission.Admitted admitted))
            return false;
        var now = known(admitted);
        return now.seesAll() == caller.seesAll() && needed.stream().allMatch(now.scopes()::contains);
    }

    private Caller caller(Bearer.Admission admission, boolean recentEnough) {
        return switch (admission) {
            case Bearer.Admission.Refused(Challenge challenge) -> throw refused(challenge);
            case Bearer.Admission.Unavailable() ->
                throw new Refusal.Problem(
                                503,
                                "The server cannot answer now",
                                "Nobody can tell whether the token lives. Try again.")
                        .retryAfter(1);
            case Bearer.Admission.Admitted admitted ->
                recentEnough ? known(admitted) : caller(bearer.again(admitted.token(), Freshness.NOW), true);
        };
    }

    private Caller known(Bearer.Admission.Admitted admitted) {
        var grant = admitted.holding().grant();
        var owner = grant.subject() instanceof Subject.Owner(OwnerId id)
                ? acts.read(tx -> tx.owners().find(id))
                : Optional.<dev.countersign.store.Owners.Owner>empty();
        var scopes = EnumSet.noneOf(OwnerScope.class);
        for (var scope : grant.ownerScopes()) {
            if (admitted.token().scopes().contains(scope.wire())) scopes.add(scope);
        }
        return new Caller(
                owner.orElseThrow(
                        () -> refused(Challenge.invalidToken("The owner is gone", bearer.resourceMetadata()))),
                scopes,
                grant,
                admitted.token());
    }

    private static Refusal.Problem refused(Challenge challenge) {
        var title = switch (challenge.status()) {
            case 400 -> "This request could not be read";
            case 401 -> "An owner token is needed";
            default -> "This token does not allow it";
        };
        return new Refusal.Problem(challenge.status(), title, challenge.description() + ".")
                .challenging(challenge.header());
    }
}
