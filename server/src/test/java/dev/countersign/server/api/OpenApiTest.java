package dev.countersign.server.api;

import static dev.countersign.server.api.ApiServer.ADA;
import static dev.countersign.server.api.ApiServer.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.OwnerScope;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The document and the page say what the API does. */
class OpenApiTest {
    private static ApiServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(Database.SQLITE, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void every_listed_operation_answers_as_its_schema_says() { // issue 3 point 5: OpenAPI
        server.catalogue();
        var document = document();
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        var called = new ArrayList<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var answer = call(operation.getKey(), path.getKey());
                    assertThat(answer.statusCode())
                            .as(operation.getKey() + " " + path.getKey() + ": " + answer.body())
                            .isEqualTo(200);
                    var schema = operation
                            .getValue()
                            .path("responses")
                            .path("200")
                            .path("content")
                            .path("application/json")
                            .path("schema");
                    fits(StrictJson.parse(answer.body()), schema, document, path.getKey());
                    called.add(operation.getKey() + " " + path.getKey());
                }));
        assertThat(called)
                .containsExactlyInAnyOrderElementsOf(server.api.operations().stream()
                        .map(operation ->
                                operation.method().toLowerCase(java.util.Locale.ROOT) + " " + operation.path())
                        .toList());
    }

    @Test
    void what_carries_an_etag_is_what_the_document_says_can_be_unchanged() { // RFC 9110 §13.1.2
        server.catalogue();
        document().path("paths").properties().forEach(path -> {
            if (!path.getValue().has("get")) return;
            var at = path.getKey();
            var first = call("get", at);
            var listed = path.getValue().path("get").path("responses").has("304");
            assertThat(first.headers().firstValue("ETag").isPresent()).as(at).isEqualTo(listed);
        });
        var token = server.ownerToken(ADA);
        var me = server.get("/v1/owners/me", token);
        var again = server.get(
                "/v1/owners/me",
                token,
                "If-None-Match",
                me.headers().firstValue("ETag").orElseThrow());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void a_refusal_is_as_the_document_says_too() { // RFC 9457
        var document = document();
        var refused = StrictJson.parse(server.get("/v1/grants", "").body());
        fits(refused, Views.PROBLEM.reference(), document, "problem");
    }

    @Test
    void names_in_the_document_are_unique_and_every_scope_is_needed_by_something() { // issue 3 point 5
        var ids = document().path("paths").findValuesAsString("operationId");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(server.api.operations().stream()
                        .flatMap(operation -> operation.scope().stream())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(OwnerScope.values());
    }

    @Test
    void the_table_of_the_page_is_the_table_of_the_code() throws Exception { // issue 3 point 5: one table
        var page = Files.readString(Path.of("..", "docs", "api.md"));
        for (var row : table()) assertThat(page).contains(row);
        assertThat(page.lines()
                        .filter(line -> line.matches("\\| `(GET|POST) .*"))
                        .toList())
                .containsExactlyElementsOf(table());
        for (var scope : OwnerScope.values()) {
            assertThat(page).contains("| `" + scope.wire() + "` | " + scope.meaning() + " |");
        }
    }

    private static List<String> table() {
        return server.api.operations().stream()
                .map(operation -> "| `%s %s` | %s | %s | %s | %s |"
                        .formatted(
                                operation.method(),
                                operation.path(),
                                operation
                                        .scope()
                                        .map(scope -> "`" + scope.wire() + "`")
                                        .orElse("any"),
                                operation.reach().owner(),
                                operation.reach().admin(),
                                operation.reach().auditor()))
                .toList();
    }

    private static JsonNode document() {
        return StrictJson.parse(server.get("/v1/openapi.json", "").body());
    }

    /** Calls an operation on things made for it, by an admin. */
    private static HttpResponse<String> call(String method, String path) {
        var token = server.ownerToken(ADA);
        var grant = server.grant(ADA, AGENT, "device-1");
        server.lineage(grant);
        server.session(ADA);
        var kind = path.split("/").length > 2 ? path.split("/")[2] : "";
        var id = switch (kind) {
            case "grants" -> grant.id().value();
            case "agents" -> grant.agent().value();
            case "clients" -> grant.client().value();
            case "devices" -> "device-1";
            case "owners" -> "me";
            case "requests" -> server.ask(ADA);
            case "servers" -> "notes";
            default -> path.contains("{id}") ? first("/v1/" + kind, token) : "";
        };
        var body = path.endsWith("/narrow") ? "{\"until\":\"" + server.now().plusSeconds(60) + "\"}" : "";
        var at = path.replace("{id}", id);
        if (path.endsWith("/proof")) server.sequence();
        return method.equals("get") ? server.get(at, token) : server.post(at, token, body);
    }

    private static String first(String list, String token) {
        return server.json(list, token).path("items").path(0).path("id").asString();
    }

    /** As much of JSON Schema 2020-12 as the document uses. */
    private static void fits(JsonNode value, JsonNode schema, JsonNode document, String where) {
        if (schema.has("$ref")) {
            var target = document.at(schema.path("$ref").asString().substring(1));
            assertThat(target.isMissingNode()).as(schema.toString()).isFalse();
            fits(value, target, document, where);
            return;
        }
        switch (schema.path("type").asString()) {
            case "string" -> assertThat(value.isString()).as(where).isTrue();
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(item -> fits(item, schema.path("items"), document, where + "[]"));
            }
            case "object" -> fitsObject(value, schema, document, where);
            default -> throw new AssertionError(where + ": " + schema);
        }
        if (schema.path("format").asString("").equals("date-time")) {
            assertThat(java.time.Instant.parse(value.asString())).isNotNull();
        }
    }

    private static void fitsObject(JsonNode value, JsonNode schema, JsonNode document, String where) {
        assertThat(value.isObject()).as(where).isTrue();
        if (!schema.has("properties")) return;
        Set<String> names = new HashSet<>(value.propertyNames());
        schema.path("required").forEach(name -> assertThat(names).as(where).contains(name.asString()));
        names.forEach(name -> {
            assertThat(schema.path("properties").has(name))
                    .as(where + "." + name)
                    .isTrue();
            fits(value.path(name), schema.path("properties").path(name), document, where + "." + name);
        });
    }
}
