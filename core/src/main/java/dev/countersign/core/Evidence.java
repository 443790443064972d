package dev.countersign.core;

import java.time.Instant;

/**
 * How a human proved presence on one request.
 *
 * @param method {@code passkey} or {@code passphrase}
 * @param credential the passkey's credential id; empty for a passphrase
 * @param digest base64url SHA-256 over what was asked, shown and chosen
 * @param at when it was proved
 */
public record Evidence(String method, String credential, String digest, Instant at) {
    /** The {@code amr} value of RFC 8176 for this method. */
    public String amr() {
        return method.equals("passkey") ? "hwk" : "pwd";
    }
}
