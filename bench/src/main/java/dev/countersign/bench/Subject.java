package dev.countersign.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running Countersign: its port, its metadata and the client the benchmark configured. */
record Subject(int port, JsonNode metadata, Queue<String> refreshTokens) {
    static final String FOREIGN = "https://notes.example/mcp";

    static final String CLIENT = "bench";

    /** To whom {@link #CLIENT} hands on, one after the other. */
    static final List<String> CHAIN = List.of("first", "second", "third");

    static final String SECRET = "a benchmark's secret is public";

    static Subject of(int port, Queue<String> refreshTokens) {
        var answer = Load.once(port, Requests.get(port, "/.well-known/oauth-authorization-server"));
        if (answer.status() != 200) throw new IllegalStateException("no metadata: " + answer.status());
        return new Subject(port, JsonMapper.shared().readTree(answer.body()), refreshTokens);
    }

    String resource() {
        return "http://localhost:" + port + "/mcp";
    }

    boolean grants(String type) {
        return metadata.path("grant_types_supported")
                .valueStream()
                .anyMatch(node -> node.asString().equals(type));
    }

    byte[] form(String path, Map<String, String> parameters) {
        return formOf(CLIENT, path, parameters);
    }

    /** As one of the configured clients. */
    byte[] formOf(String client, String path, Map<String, String> parameters) {
        return Requests.form(port, path, Requests.basic(client, SECRET), parameters);
    }

    /** As the built-in public client. */
    byte[] publicForm(String path, Map<String, String> parameters) {
        var all = new LinkedHashMap<>(parameters);
        all.put("client_id", "mcp-agent");
        return Requests.form(port, path, "", all);
    }

    /** As the declared resource. */
    byte[] asResource(String path, Map<String, String> parameters) {
        return Requests.form(port, path, Requests.basic(FOREIGN, SECRET), parameters);
    }
}
