package dev.countersign.server.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The table of endpoints. A pattern is a path whose segments are literal, {@code {name}} (one segment) or, at the end,
 * {@code {name...}} (the rest, possibly empty). Literal segments win over names. A HEAD is answered as a GET without a body.
 */
public final class Routes {
    record Route(String pattern, List<String> segments, Map<String, Endpoint> endpoints) {}

    record Match(Route route, Map<String, String> parameters) {}

    private static final String ANY_ORIGIN = "*";

    private final Map<String, Route> routes = new LinkedHashMap<>();
    /** Those with a name in them: only they have to be searched. */
    private final List<Route> named = new ArrayList<>();

    private final Set<String> crossOrigin = new HashSet<>();

    public Routes get(String pattern, Endpoint endpoint) {
        return on("GET", pattern, endpoint);
    }

    public Routes post(String pattern, Endpoint endpoint) {
        return on("POST", pattern, endpoint);
    }

    public Routes on(String method, String pattern, Endpoint endpoint) {
        var route = routes.computeIfAbsent(pattern, this::route);
        if (route.endpoints().putIfAbsent(method, endpoint) != null) {
            throw new IllegalStateException(method + " " + pattern + " has two endpoints");
        }
        return this;
    }

    private Route route(String pattern) {
        var route = new Route(pattern, split(pattern), new TreeMap<>());
        if (pattern.contains("{")) named.add(route);
        return route;
    }

    /**
     * Lets scripts of any web origin use a route, without credentials of the browser's (Fetch, CORS protocol): answers its
     * preflight and marks each of its answers, refusals too. Call it after the route's endpoints are named.
     */
    public Routes crossOrigin(String pattern) {
        var methods = String.join(
                ", ", Objects.requireNonNull(routes.get(pattern)).endpoints().keySet());
        crossOrigin.add(pattern);
        return on(
                "OPTIONS",
                pattern,
                _ -> Reply.empty(204)
                        .with("Access-Control-Allow-Methods", methods)
                        .with("Access-Control-Allow-Headers", "Authorization, " + ANY_ORIGIN)
                        .with("Access-Control-Max-Age", "600"));
    }

    /** The answer with what its route lets other origins do. */
    Reply shared(Route route, Reply reply) {
        if (!crossOrigin.contains(route.pattern())) return reply;
        return reply.with("Access-Control-Allow-Origin", ANY_ORIGIN)
                .with("Access-Control-Expose-Headers", "WWW-Authenticate, DPoP-Nonce, Retry-After, Request-Id");
    }

    Optional<Match> match(String path) {
        var literal = routes.get(path);
        if (literal != null && !path.contains("{")) return Optional.of(new Match(literal, Map.of()));
        var segments = split(path);
        Match best = null;
        for (var route : named) {
            var parameters = parameters(route.segments(), segments);
            if (parameters == null) continue;
            if (best == null || parameters.size() < best.parameters().size()) best = new Match(route, parameters);
        }
        return Optional.ofNullable(best);
    }

    private static List<String> split(String path) {
        return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> parameters(
            List<String> pattern, List<String> path) {
        var found = new LinkedHashMap<String, String>();
        for (var i = 0; i < pattern.size(); i++) {
            var segment = pattern.get(i);
            if (segment.endsWith("...}")) {
                found.put(
                        segment.substring(1, segment.length() - 4),
                        String.join("/", new ArrayList<>(path.subList(Math.min(i, path.size()), path.size()))));
                return found;
            }
            if (i >= path.size()) return null;
            if (segment.startsWith("{")) {
                if (path.get(i).isEmpty()) return null;
                found.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return null;
            }
        }
        return pattern.size() == path.size() ? found : null;
    }
}
