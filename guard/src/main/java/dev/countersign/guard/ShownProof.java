package dev.countersign.guard;

import java.util.List;

/**
 * What a request shows of a key (RFC 9449 §4.1), not yet verified.
 *
 * @param headers every {@code DPoP} header field
 * @param method the request's HTTP method
 * @param url what was requested, made from the issuer's own address and never from the {@code Host} header
 */
public record ShownProof(List<String> headers, String method, String url) {
    public ShownProof {
        headers = List.copyOf(headers);
    }

    /** Whether there is one to verify. */
    public boolean present() {
        return !headers.isEmpty();
    }

    /** A proof stays out of logs. */
    @Override
    public String toString() {
        return "ShownProof[" + method + " " + url + "]";
    }
}
