package dev.countersign.server.api;

import dev.countersign.core.OwnerScope;
import dev.countersign.server.web.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One operation of the API: route, document and handler in one place, so that the document cannot lie. Immutable.
 *
 * @param scope what the token needs; empty = any owner token
 * @param takes query parameters that are understood; others are refused
 * @param body members of the body that are understood; empty = no body
 * @param live whether it also answers with server-sent events
 */
record Operation(
        String method,
        String path,
        Optional<OwnerScope> scope,
        Reach reach,
        String summary,
        Shape answer,
        List<Input> takes,
        Optional<Shape> body,
        boolean live,
        Handler handler) {

    /** Answers a call that was let in. Called on a virtual thread; may block; safe for concurrent use. */
    @FunctionalInterface
    interface Handler {
        Reply handle(Call call);
    }

    /** A query parameter. */
    record Input(String name, String type, String meaning) {
        static final Input LIMIT = new Input("limit", "integer", "How many at most, 1 to 200; 50 unless given");
        static final Input CURSOR = new Input("cursor", "string", "The next of the page before");
        static final Input OWNER =
                new Input("owner", "string", "An owner's id, or all; admins and auditors only. Your own unless given");
    }

    static Operation get(String path, OwnerScope scope, Reach reach, String summary, Shape answer, Handler handler) {
        return new Operation(
                "GET", path, Optional.of(scope), reach, summary, answer, List.of(), Optional.empty(), false, handler);
    }

    static Operation post(String path, OwnerScope scope, Reach reach, String summary, Shape answer, Handler handler) {
        return new Operation(
                "POST", path, Optional.of(scope), reach, summary, answer, List.of(), Optional.empty(), false, handler);
    }

    /** The same for any owner token, whatever its scopes. */
    Operation withoutScope() {
        return new Operation(method, path, Optional.empty(), reach, summary, answer, takes, body, live, handler);
    }

    Operation taking(Input... inputs) {
        var all = new ArrayList<>(takes);
        all.addAll(List.of(inputs));
        return new Operation(method, path, scope, reach, summary, answer, all, body, live, handler);
    }

    /** The same, answering a page of a list. */
    Operation paged() {
        return new Operation(method, path, scope, reach, summary, answer.page(), takes, body, live, handler)
                .taking(Input.LIMIT, Input.CURSOR);
    }

    /** The same, which answers {@code Accept: text/event-stream} with one item after the other as it happens. */
    Operation alsoLive() {
        return new Operation(method, path, scope, reach, summary, answer, takes, body, true, handler);
    }

    Operation reading(Shape shape) {
        return new Operation(method, path, scope, reach, summary, answer, takes, Optional.of(shape), live, handler);
    }

    /** Unique, and good as a name in generated code. */
    String id() {
        var name = new StringBuilder(method.toLowerCase(java.util.Locale.ROOT));
        for (var part : path.substring("/v1".length()).split("[/{}]+")) {
            if (!part.isEmpty()) {
                name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return name.toString();
    }
}
