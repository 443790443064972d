package dev.countersign.server.api;

import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One page of a list. A cursor names the last thing of the page before, so nothing is skipped or shown twice when things are
 * added meanwhile. It is opaque, and good for the list it came from only.
 *
 * @param after what the last item of the page before is known by
 */
record Paging(String list, int limit, Optional<String> after) {
    private static final int MOST = 200;
    private static final int USUAL = 50;

    /**
     * Reads {@code limit} and {@code cursor}.
     *
     * @throws dev.countersign.server.web.Refusal.Problem 400 when one is malformed
     */
    static Paging of(Call call) {
        var list = call.operation().path();
        return new Paging(
                list,
                call.input(Operation.Input.LIMIT).map(Paging::limit).orElse(USUAL),
                call.input(Operation.Input.CURSOR).map(sent -> after(sent, list)));
    }

    /**
     * The place of the page before in a list that is ordered by numbers, newest first.
     *
     * @throws dev.countersign.server.web.Refusal.Problem 400 when the cursor holds none
     */
    long before() {
        if (after.isEmpty()) return Long.MAX_VALUE;
        try {
            return Long.parseLong(after.get());
        } catch (NumberFormatException _) {
            throw foreign();
        }
    }

    /** One more than the page holds, to know whether there is another. */
    int fetch() {
        return limit + 1;
    }

    /**
     * @param fetched up to {@link #fetch} things in order
     * @param key what each is known by
     */
    <T> Reply reply(List<T> fetched, Function<T, String> key, Function<T, JsonNode> view) {
        return reply(fetched, key, view, _ -> true);
    }

    /**
     * @param shown what of the page is shown; the page may then hold fewer
     */
    <T> Reply reply(List<T> fetched, Function<T, String> key, Function<T, JsonNode> view, Predicate<JsonNode> shown) {
        var page = fetched.size() > limit ? fetched.subList(0, limit) : fetched;
        var body = JsonNodeFactory.instance.objectNode();
        var items = body.putArray("items");
        page.stream().map(view).filter(shown).forEach(items::add);
        if (fetched.size() > limit) body.put("next", cursor(key.apply(page.getLast())));
        return Reply.json(200, body);
    }

    private String cursor(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + "\n" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(String text) {
        var limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) throw Problems.malformed("limit is a number from 1 to " + MOST + ".");
        return limit;
    }

    private static String after(String cursor, String list) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(list + "\n")) return text.substring(list.length() + 1);
        } catch (IllegalArgumentException _) {
            // Said below, with all that is no cursor.
        }
        throw foreign();
    }

    private static Refusal.Problem foreign() {
        return Problems.malformed("The cursor is not one of this list; send the next of the page before, unchanged.");
    }
}
