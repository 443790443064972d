package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What tests of the tokens' life do again and again: get some, use them, ask about them, give them back. */
record Tokens(OAuthServer server) {
    static final Duration DAY = Duration.ofDays(1);

    /** The whole code flow for a resource, ended by a human who allows writing for a day. */
    JsonNode given(String resource) {
        return asked(server.query("resource", resource, "scope", "mcp:write"));
    }

    JsonNode asked(String query) {
        return ok(redeem(code(query)));
    }

    String code(String query) {
        return server.approve(server.asked(query), Access.WRITE, DAY);
    }

    HttpResponse<String> redeem(String code, String... more) {
        return token(
                "grant_type", "authorization_code", merged(more, "code", code, "code_verifier", OAuthServer.VERIFIER));
    }

    HttpResponse<String> refresh(String token, String... more) {
        return token("grant_type", "refresh_token", merged(more, "refresh_token", token));
    }

    private HttpResponse<String> token(String name, String type, Map<String, String> more) {
        var form = new HashMap<>(Map.of("client_id", "mcp-agent", name, type));
        form.putAll(more);
        return server.post("/oauth/token", form);
    }

    HttpResponse<String> giveBack(String token, String... more) {
        return server.post("/oauth/revoke", merged(more, "client_id", "mcp-agent", "token", token));
    }

    /** A resource asks with its secret. */
    HttpResponse<String> ask(String resource, String secret, String token, String... headers) {
        var all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = basic(resource, secret);
        return server.post("/oauth/introspect", Map.of("token", token), all);
    }

    static String basic(String id, String secret) {
        var text = OAuthServer.encoded(id) + ":" + OAuthServer.encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.parse(answer.body());
    }

    static String error(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return StrictJson.parse(answer.body()).path("error").asString();
    }

    static String text(JsonNode answer, String member) {
        return answer.path(member).asString();
    }

    private static Map<String, String> merged(String[] more, String... usual) {
        var form = new HashMap<String, String>();
        for (var i = 0; i < usual.length; i += 2) form.put(usual[i], usual[i + 1]);
        for (var i = 0; i < more.length; i += 2) form.put(more[i], more[i + 1]);
        return form;
    }
}
