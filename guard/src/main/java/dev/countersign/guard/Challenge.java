package dev.countersign.guard;

import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Access;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, as RFC 6750 §3, RFC 9449 §7.1 and RFC 9728 §5.1 say it.
 *
 * @param status 400, 401 or 403
 * @param error the error code, or null when nothing was presented (RFC 6750 §3.1)
 * @param description for people
 * @param scope what the operation needs, each with all it implies; empty when that is not the point
 * @param resourceMetadata where the client learns how to get a token
 * @param proof whether it is about a token bound to a key: then the scheme is {@code DPoP}
 */
public record Challenge(
        int status, @Nullable String error, String description, String scope, String resourceMetadata, boolean proof) {
    private Challenge(int status, @Nullable String error, String description, String scope, String resourceMetadata) {
        this(status, error, description, scope, resourceMetadata, false);
    }

    /** The same challenge to one who uses, or must use, a key. */
    public Challenge withProof() {
        return new Challenge(status, error, description, scope, resourceMetadata, true);
    }

    /** The proof of the key is missing or wrong (401). */
    public static Challenge invalidProof(String why, String resourceMetadata) {
        return new Challenge(401, "invalid_dpop_proof", why, "", resourceMetadata, true);
    }

    /** The proof needs this server's nonce, which the answer carries in {@code DPoP-Nonce} (401, RFC 9449 §9). */
    public static Challenge nonceNeeded(String resourceMetadata) {
        return new Challenge(
                401,
                "use_dpop_nonce",
                "The proof needs the nonce of this answer's DPoP-Nonce header",
                "",
                resourceMetadata,
                true);
    }

    /** No token was presented: 401 without an error code. */
    public static Challenge unauthenticated(String resourceMetadata) {
        return new Challenge(
                401,
                null,
                "An access token is needed; resource_metadata says where to get one",
                scopes(Access.DESTRUCTIVE), // all there is to ask for: the human chooses what is granted
                resourceMetadata);
    }

    /** The token is expired, revoked, for somebody else, or no token (401). */
    public static Challenge invalidToken(String why, String resourceMetadata) {
        return new Challenge(401, "invalid_token", why, scopes(Access.DESTRUCTIVE), resourceMetadata);
    }

    /** The request is wrong in itself (400). */
    public static Challenge invalidRequest(String why, String resourceMetadata) {
        return new Challenge(400, "invalid_request", why, "", resourceMetadata);
    }

    /** The token is good and not enough (403); names every scope that would be (MCP 2026-07-28 RS-08). */
    public static Challenge insufficientScope(Access needed, String why, String resourceMetadata) {
        return new Challenge(403, "insufficient_scope", why, scopes(needed), resourceMetadata);
    }

    /** An owner token where a grant's token belongs (403). */
    public static Challenge ownerToken(String api, String resourceMetadata) {
        return new Challenge(
                403,
                "insufficient_scope",
                "This is an owner token: it is for " + api + " and is never accepted at an MCP resource",
                scopes(Access.READ),
                resourceMetadata);
    }

    /** A grant's token where an owner token belongs (403). */
    public static Challenge clientToken(String api, String resourceMetadata) {
        return new Challenge(
                403,
                "insufficient_scope",
                "This is a client token: it is for MCP resources. " + api
                        + " takes owner tokens only; an agent never needs one",
                "",
                resourceMetadata);
    }

    /** The owner token is good and its scopes are not enough (403). */
    public static Challenge insufficientScope(OwnerScope needed, String resourceMetadata) {
        return new Challenge(
                403,
                "insufficient_scope",
                "The owner token lacks the scope " + needed.wire(),
                needed.wire(),
                resourceMetadata);
    }

    /** The same, naming these scopes as what is needed. */
    public Challenge naming(String scopes) {
        return new Challenge(status, error, description, scopes, resourceMetadata, proof);
    }

    /** The {@code WWW-Authenticate} value. */
    public String header() {
        List<String> parameters = new ArrayList<>();
        if (error != null) {
            parameters.add(parameter("error", error));
            parameters.add(parameter("error_description", description));
        }
        if (!scope.isEmpty()) {
            parameters.add(parameter("scope", scope));
        }
        parameters.add(parameter("resource_metadata", resourceMetadata));
        if (proof) {
            parameters.add(parameter("algs", String.join(" ", Proofs.ALGORITHMS)));
        }
        return (proof ? "DPoP " : "Bearer ") + String.join(", ", parameters);
    }

    private static String scopes(Access level) {
        return String.join(" ", level.implied().stream().map(Access::scope).toList());
    }

    private static String parameter(String name, String value) {
        StringBuilder quoted = new StringBuilder();
        for (char c : value.toCharArray()) {
            // RFC 6750 §3: error_description has no quote and no backslash; a header has no controls.
            quoted.append(c == '"' || c == '\\' ? '\'' : c < 0x20 || c > 0x7e ? '?' : c);
        }
        return name + "=\"" + quoted + "\"";
    }
}
