package dev.countersign.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * Proof Key for Code Exchange, RFC 7636 with the method {@code S256} only: OAuth 2.1 §4.1.1 leaves {@code plain} no use,
 * and an absent {@code code_challenge_method} means {@code plain}, so it is refused too.
 */
public final class Pkce {
    /** The only {@code code_challenge_method} (RFC 7636 §4.2). */
    public static final String S256 = "S256";

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private Pkce() {}

    /** Whether {@code text} is a well-formed {@code code_verifier} (RFC 7636 §4.1): 43 to 128 unreserved characters. */
    public static boolean isVerifier(String text) {
        return VERIFIER.matcher(text).matches();
    }

    /** Whether {@code text} can be an S256 {@code code_challenge} (RFC 7636 §4.2): base64url of 32 bytes. */
    public static boolean isChallenge(String text) {
        try {
            return Digest.fromBase64url(text).base64url().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The challenge of a verifier (RFC 7636 §4.2).
     *
     * @throws IllegalArgumentException when it is no verifier; the message does not repeat it
     */
    public static String challenge(String verifier) {
        if (!isVerifier(verifier)) {
            throw new IllegalArgumentException(
                    "A code_verifier has 43 to 128 characters of A-Z a-z 0-9 - . _ ~ (RFC 7636 section 4.1)");
        }
        return Digest.of(verifier).base64url();
    }

    /**
     * Whether {@code verifier} is well-formed and {@code challenge} is its challenge (RFC 7636 §4.6). Takes the same time
     * wherever the two differ.
     */
    public static boolean proves(String verifier, String challenge) {
        return isVerifier(verifier)
                && MessageDigest.isEqual(
                        challenge(verifier).getBytes(StandardCharsets.US_ASCII),
                        challenge.getBytes(StandardCharsets.UTF_8));
    }
}
