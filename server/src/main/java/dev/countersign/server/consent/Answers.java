package dev.countersign.server.consent;

import dev.countersign.core.Asked;

/** Spells what goes back to a client over a redirect, with {@code state} and {@code iss} (RFC 6749 §4.1.2, RFC 9207). */
public interface Answers {
    /** The address that carries an authorization code. */
    String code(Asked.Redirect redirect, String code);

    /** The address that carries an error. */
    String error(Asked.Redirect redirect, String error, String description);
}
