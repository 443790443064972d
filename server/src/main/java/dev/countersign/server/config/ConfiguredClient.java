package dev.countersign.server.config;

import dev.countersign.core.authority.Recipients;
import dev.countersign.core.client.GrantType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client the operator wrote down. Its id is its name in the file. */
public record ConfiguredClient(
        @Key(name = "client_name", value = "The name people see. Absent: the client's id.") @Nullable
        String clientName,

        @Key(name = "client_secret", value = "Its secret. Absent: a public client (`none`).") @Nullable
        Secret clientSecret,

        @Key("A file with its public keys, a JWK set: then it authenticates with `private_key_jwt` and has no secret.")
        @Nullable
        Path jwks,

        @Key(
                name = "redirect_uris",
                value = "Where answers may go: exact, except that loopback addresses may use any port.")
        List<URI> redirectUris,

        @Key(
                name = "grant_types",
                value = "How it may ask for tokens.",
                fallback = "[authorization_code, refresh_token]")
        List<String> grantTypes,

        @Key(
                value = "What its own configured grants (client_credentials) may do: none, read, write or destructive.",
                fallback = "read")
        AccessLimit access,

        @Key("The resources it may ask for; `<issuer>/v1` must be named. Absent: every MCP resource.") @Nullable
        List<URI> resources,

        @Key("To whom it may hand on what it holds.") @Nullable
        Delegate delegate,

        @Key(value = "How long one configured grant lives; at most one year.", fallback = "P1D")
        Duration until,

        @Key(
                name = "dpop_bound_access_tokens",
                value = "Whether each of its token requests must prove a key (RFC 9449).",
                fallback = "off")
        boolean dpopBoundAccessTokens) {

    /** To whom a client may hand on, and how far. */
    public record Delegate(
            @Key("Client ids, or `any`.") List<String> to,

            @Key(
                    value = "How many times it may be handed on, 1 to 4; `delegation.max-depth` holds as well.",
                    fallback = "1")
            int depth,

            @Key(value = "The most of it that may be handed on: read, write or destructive.", fallback = "destructive")
            AccessLimit access) {
        public Delegate {
            if (depth < 1 || depth > 4) throw new Invalid("depth", "must be between 1 and 4");
            if (to.isEmpty()) throw new Invalid("to", "is empty; name client ids, or [any]");
            if (to.contains(ANY) && to.size() > 1) {
                throw new Invalid("to", "has any beside other names; write [any] alone, or names");
            }
        }

        /** Who may receive. */
        public Recipients recipients() {
            return to.contains(ANY) ? new Recipients.Any() : Recipients.of(to);
        }

        private static final String ANY = "any";
    }

    public ConfiguredClient {
        for (String type : grantTypes) {
            if (GrantType.of(type).isEmpty()) {
                throw new Invalid(
                        "grant_types",
                        "has " + type + ", which does not exist here; use some of "
                                + Stream.of(GrantType.values())
                                        .map(GrantType::wire)
                                        .collect(Collectors.joining(", ")));
            }
        }
        if (grantTypes.contains("authorization_code") && redirectUris.isEmpty()) {
            throw new Invalid("redirect_uris", "is missing; a client that uses authorization_code needs at least one");
        }
        if (jwks != null && clientSecret != null) {
            throw new Invalid("jwks", "stands beside client_secret; a client authenticates in one way, keep one");
        }
        if (jwks != null && !Files.isReadable(jwks)) {
            throw new Invalid("jwks", "names a file that cannot be read; check the path and its permissions");
        }
        if (grantTypes.contains("client_credentials") && clientSecret == null && jwks == null) {
            throw new Invalid(
                    "client_secret",
                    "is missing and so is jwks; a client that uses client_credentials must authenticate");
        }
        if (grantTypes.contains("urn:ietf:params:oauth:grant-type:jwt-bearer")
                && clientSecret == null
                && jwks == null) {
            throw new Invalid(
                    "client_secret",
                    "is missing and so is jwks; a client that presents identity assertions must authenticate");
        }
        if (delegate != null && !grantTypes.contains("client_credentials")) {
            throw new Invalid(
                    "delegate",
                    "is for a client's own configured grants, and this one has none; add client_credentials to grant_types. "
                            + "What a human grants it, the human allows to be handed on");
        }
        if (until.isNegative() || until.isZero() || until.compareTo(Duration.ofDays(366)) > 0) {
            throw new Invalid("until", "must be at least a moment and at most one year");
        }
    }
}
