package dev.countersign.server.api;

import dev.countersign.core.OwnerScope;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document, written from the operations that are served. */
final class OpenApi {
    private OpenApi() {}

    static ObjectNode document(String issuer, Collection<Operation> operations) {
        var document = object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Countersign owner API")
                .put("version", "1")
                .put(
                        "description",
                        "For owner tokens: it looks and takes away, and never approves. Errors are RFC 9457 problems.");
        document.putArray("servers").addObject().put("url", issuer);
        var paths = document.putObject("paths");
        for (var operation : operations) {
            paths.withObjectProperty(operation.path())
                    .set(operation.method().toLowerCase(java.util.Locale.ROOT), operation(operation));
        }
        var components = document.putObject("components");
        schemas(components.putObject("schemas"), operations);
        security(components.putObject("securitySchemes"), issuer);
        return document;
    }

    private static ObjectNode operation(Operation operation) {
        var node = object().put("operationId", operation.id()).put("summary", operation.summary());
        operation.scope().ifPresent(scope -> node.put("description", "Needs the scope " + scope.wire() + "."));
        var required = node.putArray("security").addObject().putArray("ownerToken");
        operation.scope().ifPresent(scope -> required.add(scope.wire()));
        var parameters = node.putArray("parameters");
        for (var segment : operation.path().split("/")) {
            if (segment.startsWith("{")) {
                parameter(parameters.addObject(), segment.substring(1, segment.length() - 1), "path", "string")
                        .put("required", true);
            }
        }
        for (var input : operation.takes()) {
            parameter(parameters.addObject(), input.name(), "query", input.type())
                    .put("description", input.meaning());
        }
        operation
                .body()
                .ifPresent(shape -> node.putObject("requestBody")
                        .putObject("content")
                        .putObject("application/json")
                        .set("schema", shape.reference()));
        var responses = node.putObject("responses");
        var done = responses.putObject("200");
        answer(done, "Done", "application/json", operation.answer());
        if (operation.live())
            done.withObject("/content/text~1event-stream").putObject("schema").put("type", "string");
        // What is one object and not a page of a list carries an ETag (RFC 9110 §13.1.2).
        if (operation.method().equals("GET") && !operation.takes().contains(Operation.Input.LIMIT)) {
            responses.putObject("304").put("description", "As it was when you got the ETag you sent in If-None-Match");
        }
        answer(responses.putObject("default"), "Refused", "application/problem+json", Views.PROBLEM);
        return node;
    }

    private static ObjectNode parameter(ObjectNode node, String name, String in, String type) {
        node.put("name", name).put("in", in).putObject("schema").put("type", type);
        return node;
    }

    private static void answer(ObjectNode node, String description, String type, Shape shape) {
        node.put("description", description)
                .putObject("content")
                .putObject(type)
                .set("schema", shape.reference());
    }

    private static void schemas(ObjectNode schemas, Collection<Operation> operations) {
        Map<String, Shape> all = new TreeMap<>();
        add(all, Views.PROBLEM);
        for (var operation : operations) {
            add(all, operation.answer());
            operation.body().ifPresent(shape -> add(all, shape));
        }
        all.forEach((name, shape) -> schemas.set(name, shape.schema()));
    }

    private static void add(Map<String, Shape> all, Shape shape) {
        all.put(shape.name(), shape);
        shape.parts().forEach(part -> add(all, part));
    }

    private static void security(ObjectNode schemes, String issuer) {
        var flow = schemes.putObject("ownerToken")
                .put("type", "oauth2")
                .putObject("flows")
                .putObject("authorizationCode")
                .put("authorizationUrl", issuer + "/oauth/authorize")
                .put("tokenUrl", issuer + "/oauth/token");
        var scopes = flow.putObject("scopes");
        for (var scope : OwnerScope.values()) scopes.put(scope.wire(), scope.meaning());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
