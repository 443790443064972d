package dev.countersign.cli.credentials;

import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.DeviceKey;
import dev.countersign.cli.login.Granted;
import dev.countersign.cli.login.Pass;
import dev.countersign.cli.login.Tokens;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the command line was granted at one resource by one authorization server.
 *
 * @param address the URL the person gave
 * @param issuer who granted it; it is never sent to another one
 * @param resource what it is for
 * @param expires when the access token ends by this computer's clock; empty when nobody said
 * @param key what the tokens are bound to, kept with them; empty for bearer tokens
 */
public record Credential(
        String address,
        String issuer,
        String resource,
        TokenKind kind,
        ClientIdentity client,
        String accessToken,
        Optional<Instant> expires,
        Optional<String> refreshToken,
        String scope,
        Optional<DeviceKey> key) {

    /** What a login gave just now. */
    public static Credential of(
            String address, String issuer, String resource, TokenKind kind, Granted granted, Instant now) {
        Tokens tokens = granted.tokens();
        return new Credential(
                address,
                issuer,
                resource,
                kind,
                granted.client(),
                tokens.accessToken(),
                tokens.life().map(now::plus),
                tokens.refreshToken(),
                tokens.scope(),
                tokens.key());
    }

    /** With what a refresh gave just now; a server that sends no new refresh token keeps the old one good. */
    Credential refreshed(Tokens tokens, Instant now) {
        return new Credential(
                address,
                issuer,
                resource,
                kind,
                client,
                tokens.accessToken(),
                tokens.life().map(now::plus),
                tokens.refreshToken().or(this::refreshToken),
                tokens.scope(),
                tokens.key());
    }

    /** Whether the access token is still good for this time. */
    public boolean lasts(Duration time, Instant now) {
        return expires.map(end -> now.plus(time).isBefore(end)).orElse(true);
    }

    /** What opens the resource with it. */
    public Pass pass() {
        return new Pass(accessToken, key);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("address", address)
                .put("issuer", issuer)
                .put("resource", resource)
                .put("token_kind", kind.wire())
                .put("scope", scope)
                .put("access_token", accessToken);
        expires.ifPresent(end -> json.put("expires_at", end.toString()));
        refreshToken.ifPresent(token -> json.put("refresh_token", token));
        key.ifPresent(bound -> json.set("key", bound.jwk()));
        json.set("client", json(client));
        return json;
    }

    static Credential read(JsonNode json) {
        String expires = json.path("expires_at").asString("");
        return new Credential(
                json.path("address").asString(""),
                json.path("issuer").asString(""),
                json.path("resource").asString(""),
                TokenKind.ofWire(json.path("token_kind").asString("")),
                client(json.path("client")),
                json.path("access_token").asString(""),
                expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires)),
                text(json, "refresh_token"),
                json.path("scope").asString(""),
                json.has("key") ? Optional.of(DeviceKey.read(json.path("key"))) : Optional.empty());
    }

    static ObjectNode json(ClientIdentity client) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("client_id", client.id())
                .put("token_endpoint_auth_method", client.method());
        client.secret().ifPresent(secret -> json.put("client_secret", secret));
        client.redirect().ifPresent(redirect -> json.put("redirect_uri", redirect.toString()));
        return json;
    }

    static ClientIdentity client(JsonNode json) {
        return new ClientIdentity(
                json.path("client_id").asString(""),
                json.path("token_endpoint_auth_method").asString("none"),
                text(json, "client_secret"),
                text(json, "redirect_uri").map(URI::create));
    }

    private static Optional<String> text(JsonNode json, String member) {
        String value = json.path(member).asString("");
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Every secret stays out of logs. */
    @Override
    public String toString() {
        return "Credential[" + resource + " by " + issuer + "]";
    }
}
