package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Grant;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.PersonalTokens;
import dev.countersign.store.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The personal access tokens in this node's store. A misspelt one is told apart without asking it. */
public final class StoredTokens implements PersonalTokens {
    private final Acts acts;

    public StoredTokens(Acts acts) {
        this.acts = acts;
    }

    @Override
    public Optional<AccessToken> find(String token) throws Unavailable {
        if (!Secrets.wellFormed("pat", token)) {
            return Optional.empty();
        }
        try {
            return acts.read(tx -> tx.personalTokens()
                    .find(Secrets.hash(token))
                    .flatMap(found -> found.grant()
                            .flatMap(id -> tx.grants().find(id))
                            .map(grant -> standingFor(found.id(), grant))));
        } catch (StoreUnavailable e) {
            throw new Unavailable(e);
        }
    }

    private static AccessToken standingFor(String id, Grant grant) {
        return new AccessToken(
                id,
                grant.id(),
                grant.kind(),
                grant.subject().sub(),
                grant.client(),
                Set.copyOf(grant.authority().locations()),
                grant.authority(),
                Set.copyOf(grant.authority().scopes()),
                grant.until(),
                Optional.empty(),
                List.of(grant.agent()),
                Optional.empty(),
                true);
    }
}
