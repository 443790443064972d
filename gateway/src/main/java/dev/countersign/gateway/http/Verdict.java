package dev.countersign.gateway.http;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What an upstream's HTTP answer means for the client. Nothing of its headers but the session id gets through. */
final class Verdict {
    /** The largest JSON answer, in bytes. */
    static final int MAX_BODY = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Verdict.class);
    private static final int MAX_SESSION_ID = 1024;

    private final String name;

    Verdict(String name) {
        this.name = name;
    }

    boolean isStream(Response response) {
        return response.getStatus() == 200 && type(response).equals("text/event-stream");
    }

    /** The session id the upstream gave, when it is one that a header may carry. */
    @Nullable
    String session(Response response) {
        String session = response.getHeaders().get("Mcp-Session-Id");
        boolean usable = session != null
                && session.length() <= MAX_SESSION_ID
                && session.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return usable ? session : null;
    }

    /** The meaning of an answer that is no stream. Reads and closes its body. */
    Answer of(Response response, InputStream content, boolean inSession) {
        int status = response.getStatus();
        JsonNode json = null;
        try (InputStream body = content) {
            if (type(response).equals("application/json")) {
                byte[] bytes = body.readNBytes(MAX_BODY + 1);
                json = bytes.length == 0 ? null : StrictJson.parse(bytes, MAX_BODY);
            }
        } catch (IOException | MalformedJson e) {
            LOG.warn("{}: answered {} with a body that cannot be read: {}", name, status, e.getMessage());
            return failed(502, "gave an answer that cannot be read", 0);
        }
        if (json != null && passes(status, json)) {
            return new Answer.Body(status, json, session(response));
        }
        return switch (status) {
            case 202, 204 -> new Answer.Accepted();
            case 200 ->
                json == null && HttpMethod.DELETE.is(response.getRequest().getMethod())
                        ? new Answer.Accepted()
                        : failed(502, "gave an answer that is neither JSON nor a stream of events", 0);
            case 401, 403 -> {
                LOG.warn("{}: refused our credentials with {}; check its headers in the configuration", name, status);
                yield failed(502, "refused the credentials its operator configured (" + status + ")", 0);
            }
            case 404 -> inSession ? new Answer.NoSession() : failed(502, "has no MCP endpoint at its address", 0);
            case 405 -> new Answer.NotOffered();
            case 429, 503 -> failed(503, "is overloaded", retryAfter(response));
            case 504 -> failed(504, "did not answer in time", 0);
            default -> {
                LOG.warn("{}: answered {}", name, status);
                yield status >= 300 && status < 400
                        ? failed(502, "redirects, which is not followed", 0)
                        : failed(502, "answered " + status, 0);
            }
        };
    }

    private static boolean passes(int status, JsonNode json) {
        if (status == 200) {
            return json.isObject() || json.isArray();
        }
        boolean error = json.path("error").path("code").isIntegralNumber();
        boolean unknownMethod = error && json.path("error").path("code").intValue() == Rpc.METHOD_NOT_FOUND;
        return (status == 400 && error) || (status == 404 && unknownMethod);
    }

    private Answer failed(int status, String what, int retryAfter) {
        return new Answer.Failed(status, "The guarded server \"" + name + "\" " + what, retryAfter);
    }

    private static int retryAfter(Response response) {
        String value = response.getHeaders().get(HttpHeader.RETRY_AFTER);
        return value != null && value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 5;
    }

    private static String type(Response response) {
        String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null) {
            return "";
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
