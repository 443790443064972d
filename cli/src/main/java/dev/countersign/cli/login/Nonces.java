package dev.countersign.cli.login;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What servers want to find in the next proof of a key, each for itself (RFC 9449 §8, §9). Thread-safe. */
public final class Nonces {
    /** The header a proof travels in. */
    static final String PROOF = "DPoP";

    private static final String HEADER = "DPoP-Nonce";
    private static final String WANTED = "use_dpop_nonce";

    private final Map<String, String> latest = new ConcurrentHashMap<>();

    /** What the server there gave last. */
    public Optional<String> of(URI address) {
        return Optional.ofNullable(latest.get(Addresses.origin(address)));
    }

    /** Takes note of what came with an answer (RFC 9449 §8.2). */
    public void learn(URI address, HttpHeaders headers) {
        headers.firstValue(HEADER).ifPresent(nonce -> latest.put(Addresses.origin(address), nonce));
    }

    /** Whether a resource refused a request only because the proof lacks a nonce that came with the answer (RFC 9449 §9). */
    public static boolean wanted(int status, HttpHeaders headers) {
        return status == 401
                && headers.firstValue(HEADER).isPresent()
                && WANTED.equals(AuthenticateHeader.parameters(headers.allValues("WWW-Authenticate"))
                        .get("error"));
    }

    /** The same of an authorization server (RFC 9449 §8). */
    static boolean wanted(Answer answer) {
        return answer.status() == 400
                && answer.headers().firstValue(HEADER).isPresent()
                && answer.json()
                        .map(json -> json.path("error").asString("").equals(WANTED))
                        .orElse(false);
    }
}
