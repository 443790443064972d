package dev.countersign.cli.login;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The token endpoint of one authorization server, as one client sees it. */
public final class TokenEndpoint {
    private final Web web;
    private final ServerMetadata server;
    private final ClientIdentity client;
    private final Optional<DeviceKey> key;

    /**
     * @param key what tokens are to be bound to, or are bound to already; empty for bearer tokens
     */
    public TokenEndpoint(Web web, ServerMetadata server, ClientIdentity client, Optional<DeviceKey> key) {
        this.key = key;
        this.web = web;
        this.server = server;
        this.client = client;
    }

    /** Asks for a new access token (RFC 6749 §6). */
    public TokenAnswer refresh(String refreshToken, String resource, String scope, Bound bound) throws LoginException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("resource", resource);
        return ask(form, scope, bound);
    }

    /**
     * Sends one token request.
     *
     * @param scope what was asked for before, which the server need not repeat
     */
    TokenAnswer ask(Map<String, String> form, String scope, Bound bound) throws LoginException {
        client.into(form);
        Answer answer;
        try {
            answer = web.postForm(server.tokenEndpoint(), form, client.headers(), key, bound);
        } catch (Web.Silent silent) {
            return new TokenAnswer.Silent(String.valueOf(silent.getMessage()), 0, silent.maybeArrived());
        }
        if (answer.busy()) {
            return new TokenAnswer.Silent(
                    server.issuer() + " answered " + answer.status(),
                    answer.retryAfter().orElse(0),
                    true);
        }
        ObjectNode json = answer.json().orElse(JsonNodeFactory.instance.objectNode());
        String error = json.path("error").asString("");
        if (answer.status() != 200 || !error.isEmpty()) {
            return new TokenAnswer.Refused(
                    error.isEmpty() ? "HTTP " + answer.status() : error,
                    json.path("error_description").asString(""));
        }
        return new TokenAnswer.Given(tokens(json, scope));
    }

    private Tokens tokens(ObjectNode json, String scope) throws LoginException {
        String token = json.path("access_token").asString("");
        String type = json.path("token_type").asString("");
        boolean bound = key.isPresent() && type.equalsIgnoreCase("DPoP");
        if (token.isEmpty() || !bound && !type.equalsIgnoreCase("Bearer")) {
            throw LoginException.refused(server.issuer() + " gave a token of type \"" + type
                    + "\", which this command line cannot present; it asked for a "
                    + (key.isPresent() ? "token bound to its key" : "bearer token") + ".");
        }
        long life = json.path("expires_in").asLong(0);
        return new Tokens(
                token,
                life > 0 ? Optional.of(Duration.ofSeconds(life)) : Optional.empty(),
                Optional.ofNullable(json.path("refresh_token").asString(null)),
                json.path("scope").asString(scope),
                bound ? key : Optional.empty());
    }
}
