package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.Lineage;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Codes;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Redeems an authorization code, once (OAuth 2.1 §4.1.3). A replay that is otherwise valid ends the grant; any other wrong
 * attempt changes nothing, so that nobody can end a grant with a stolen code alone.
 *
 * @param codeHash the presented code's hash
 * @param redirectUri the redirect URI, when the client sent one
 * @param challenge the S256 challenge of the presented verifier
 * @param lineageId id of the refresh lineage to begin, when the client may refresh
 * @param key the key the client proved
 * @param worthRefreshingAfter a grant that ends by then gets no refresh token
 */
public record Redeem(
        String codeHash,
        ClientId client,
        Optional<String> redirectUri,
        String challenge,
        Optional<String> lineageId,
        Optional<Proved> key,
        Instant now,
        Instant worthRefreshingAfter)
        implements Act<Redeem.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        record Redeemed(Grant grant, Instant authTime, Optional<Lineage> lineage) implements Outcome {}

        /** The code was redeemed before, by the same client with the same proof: its grant is revoked. */
        record Replayed() implements Outcome {}

        /**
         * @param why for the client's developer
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var found = tx.codes().find(codeHash);
        if (found.isEmpty()) return refused("the code is not known; codes live one minute and are used once");
        var code = found.get();
        if (!code.client().equals(client)) return refused("the code was given to another client");
        if (redirectUri.filter(uri -> !uri.equals(code.redirectUri())).isPresent()) {
            return refused("redirect_uri is not the one of the authorization request");
        }
        if (!Secrets.same(code.challenge(), challenge)) {
            return refused("code_verifier does not match the code_challenge of the authorization request");
        }
        if (code.key().isPresent() && !code.key().equals(key.map(Proved::thumbprint))) {
            return refused("the code is bound to a key (dpop_jkt); send a DPoP proof of that key");
        }
        var approved = tx.grants().find(code.grant()).orElseThrow();
        if (code.redeemed()) return replayed(approved, tx);
        var grant = key.map(proved -> proved.place(approved)).orElse(approved);
        if (!now.isBefore(code.expiresAt())) return refused("the code has expired; ask again");
        var standing = Standing.of(grant, tx, now);
        if (!standing.alive()) return refused("the grant behind this code has ended");
        return redeemed(code, grant, tx);
    }

    private Done<Outcome> redeemed(Codes.Code code, Grant grant, Tx tx) {
        tx.codes().redeem(codeHash, now);
        key.ifPresent(proved -> {
            tx.grants().place(grant);
            proved.seen(grant, tx, now);
        });
        var lineage = lineageId
                .filter(_ -> grant.until().isAfter(worthRefreshingAfter))
                .map(id -> new Lineage(id, grant.id(), client, lineageKey(), 0, List.of()));
        lineage.ifPresent(fresh -> tx.lineages().insert(fresh, code.authTime(), now));
        return Done.of(
                new Outcome.Redeemed(grant, code.authTime(), lineage),
                Event.of(grant).with("outcome", "redeemed"));
    }

    private Optional<String> lineageKey() {
        return key.filter(Proved::bindsRefresh).map(Proved::thumbprint);
    }

    private Done<Outcome> replayed(Grant grant, Tx tx) {
        tx.revocations().put(new Revocation(RevocationKey.of(grant.id()), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(new Outcome.Replayed(), Event.of(grant).with("outcome", "replayed"));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
