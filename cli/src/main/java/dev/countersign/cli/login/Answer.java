package dev.countersign.cli.login;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** What came back for one HTTP request. The body is not printed: it may hold a token. */
public record Answer(int status, HttpHeaders headers, byte[] body) {
    /** The body when it is one JSON object. */
    public Optional<ObjectNode> json() {
        try {
            return StrictJson.parse(body) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Whether the server asks for patience: it is there and cannot answer now. */
    public boolean busy() {
        return status == 429 || status >= 500;
    }

    /** The seconds of {@code Retry-After}, when it is a number. */
    OptionalLong retryAfter() {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,5}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
