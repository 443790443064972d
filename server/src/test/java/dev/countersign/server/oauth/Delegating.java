package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.json.StrictJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A planner that a human trusts to hand work on, and agents that receive it, over HTTP. */
record Delegating(OAuthServer server) {
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    static final String TICKET = "urn:countersign:params:oauth:token-type:delegation-ticket";
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String YAML = """
            servers: { files: { command: [ "true" ] }, mail: { command: [ "true" ] } }
            clients:
              planner: { client_secret: planner, redirect_uris: [ "http://127.0.0.1/callback" ], grant_types: [ authorization_code, refresh_token, client_credentials, "urn:ietf:params:oauth:grant-type:token-exchange" ], access: none }
              researcher: { client_secret: researcher, grant_types: [ client_credentials, "urn:ietf:params:oauth:grant-type:token-exchange" ], access: none }
              reader: { client_secret: reader, grant_types: [ client_credentials, "urn:ietf:params:oauth:grant-type:token-exchange" ], access: none }
              writer: { client_secret: writer, grant_types: [ client_credentials, "urn:ietf:params:oauth:grant-type:token-exchange" ], access: none }
              fifth: { client_secret: fifth, grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
              sixth: { client_secret: sixth, grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
              reporter: { client_secret: reporter, grant_types: [ client_credentials, "urn:ietf:params:oauth:grant-type:token-exchange" ], access: write, delegate: { to: [ reader ], depth: 1, access: read } }
            """;

    /** The token of a planner whose human allows this much to be handed on. */
    String planner(int depth, String... to) {
        return planner(depth, Duration.ofHours(1), to);
    }

    String planner(int depth, Duration time, String... to) {
        var share = Authority.everything(server.files(), Access.WRITE);
        return planner(new DelegationPolicy(depth, List.of(to), server.now().plus(time), share));
    }

    String planner(DelegationPolicy policy) {
        var query = server.query(
                "client_id", "planner", "redirect_uri", "http://127.0.0.1:51234/callback", "scope", "mcp:write");
        var code = server.approve(server.asked(query), Access.WRITE, Duration.ofDays(1), policy);
        var answer = server.post(
                "/oauth/token",
                Map.of("grant_type", "authorization_code", "code", code, "code_verifier", OAuthServer.VERIFIER),
                "Authorization",
                basic("planner"));
        return token(answer);
    }

    /** The receiver presents what it was given. */
    HttpResponse<String> exchange(String client, String subject, String... more) {
        var form = new HashMap<>(
                Map.of("grant_type", EXCHANGE, "subject_token", subject, "subject_token_type", ACCESS_TOKEN));
        for (var i = 0; i < more.length; i += 2) {
            if (more[i + 1].isEmpty()) form.remove(more[i]);
            else form.put(more[i], more[i + 1]);
        }
        return server.post("/oauth/token", form, "Authorization", basic(client));
    }

    String handOn(String client, String subject, String... more) {
        return token(exchange(client, subject, more));
    }

    /** A client's own token, by client_credentials. */
    String own(String client) {
        return token(server.post(
                "/oauth/token", Map.of("grant_type", "client_credentials"), "Authorization", basic(client)));
    }

    HttpResponse<String> ticket(String delegator, String subject, String receiver, String... more) {
        var all = new java.util.ArrayList<>(List.of("requested_token_type", TICKET, "requested_actor", receiver));
        all.addAll(List.of(more));
        return exchange(delegator, subject, all.toArray(String[]::new));
    }

    static String basic(String client) {
        return "Basic " + Base64.getEncoder().encodeToString((client + ":" + client).getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.parse(answer.body());
    }

    static String token(HttpResponse<String> answer) {
        return json(answer).path("access_token").asString();
    }

    static JsonNode claims(String token) {
        return StrictJson.parse(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    /** The error of RFC 6749 §5.2, with its remedy. */
    static String refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        var body = StrictJson.parse(answer.body());
        return body.path("error").asString() + ": "
                + body.path("error_description").asString();
    }
}
