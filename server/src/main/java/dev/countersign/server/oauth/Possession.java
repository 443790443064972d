package dev.countersign.server.oauth;

import dev.countersign.core.client.Client;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.ShownProof;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;

/** Proof of a key at the endpoints of OAuth (RFC 9449 §5): the same at each of them. */
final class Possession {
    private final Proofs proofs;
    private final String issuer;

    Possession(Proofs proofs, String issuer) {
        this.proofs = proofs;
        this.issuer = issuer;
    }

    /**
     * The thumbprint of the key that a client's request proves; empty when it shows no proof and need not (RFC 9449 §5.2).
     *
     * @throws Refusal.OAuth {@code invalid_dpop_proof}, or {@code use_dpop_nonce} with a nonce
     */
    Optional<String> of(Exchange exchange, Client client) {
        var key = shownBy(exchange);
        if (key.isEmpty() && client.proving()) {
            throw refused("This client's tokens are all bound to a key (dpop_bound_access_tokens); send a DPoP proof.");
        }
        return key;
    }

    /**
     * The thumbprint of the key that a request proves, when it shows a proof.
     *
     * @throws Refusal.OAuth {@code invalid_dpop_proof}, or {@code use_dpop_nonce} with a nonce
     */
    Optional<String> shownBy(Exchange exchange) {
        return switch (proofs.verify(shown(exchange))) {
            case Proofs.Verdict.Absent _ -> Optional.empty();
            case Proofs.Verdict.Proved(String thumbprint) -> Optional.of(thumbprint);
            case Proofs.Verdict.Invalid(String why) -> throw refused(why + ".").nonce(proofs.nonce());
            case Proofs.Verdict.OtherKey _ -> throw new IllegalStateException("there is no token to compare with");
            case Proofs.Verdict.NonceNeeded _ ->
                throw new Refusal.OAuth(
                                "use_dpop_nonce", "The proof needs the nonce of this answer's DPoP-Nonce header.")
                        .nonce(proofs.nonce());
            case Proofs.Verdict.Unavailable _ ->
                throw new Refusal.OAuth(
                                503,
                                "temporarily_unavailable",
                                "Nobody can tell now whether the proof was used before. Make a new one and try again.")
                        .retryAfter(1);
        };
    }

    /** The answer with the nonce for the next proof, when the request carried one (RFC 9449 §8.2). */
    Reply answered(Exchange exchange, Reply reply) {
        return shown(exchange).present() ? reply.with("DPoP-Nonce", proofs.nonce()) : reply;
    }

    private static Refusal.OAuth refused(String remedy) {
        return new Refusal.OAuth("invalid_dpop_proof", remedy);
    }

    private ShownProof shown(Exchange exchange) {
        return new ShownProof(exchange.headers("DPoP"), exchange.method(), issuer + exchange.path());
    }
}
