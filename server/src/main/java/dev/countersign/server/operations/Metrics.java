package dev.countersign.server.operations;

import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** Figures for Prometheus: requests by route and status, acts, the JVM. No label carries a name, an address or an id. */
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Answered, Timer> answered = new ConcurrentHashMap<>();

    /** What decides a timer; few, for routes, methods and statuses are. */
    private record Answered(String route, String method, int status) {}

    public Metrics() {
        List.of(
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /** Where others register their own counters. */
    public MeterRegistry registry() {
        return registry;
    }

    public void add(Routes routes) {
        routes.get(
                "/metrics",
                exchange -> Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape())
                        .with("Cache-Control", "no-store"));
    }

    /** Watches a number that somebody else keeps. */
    public void watch(String name, String description, Tags tags, Supplier<Number> number) {
        Gauge.builder(name, number).description(description).tags(tags).register(registry);
    }

    /** Counts an act by its kind. */
    public void acted(String kind) {
        registry.counter("countersign.acts", "act", kind).increment();
    }

    void answered(Request request, int status, Duration took) {
        answered.computeIfAbsent(new Answered(route(request), method(request), status), this::timer)
                .record(took);
    }

    private Timer timer(Answered what) {
        return Timer.builder("http.server.requests")
                .description("Answered requests")
                .tag("route", what.route())
                .tag("method", what.method())
                .tag("status", Integer.toString(what.status()))
                .register(registry);
    }

    /** The pattern of the route, never the path: a path may hold a ticket, and unknown paths would be unlimited labels. */
    static String route(Request request) {
        if (request.getAttribute(Web.ROUTE) instanceof String pattern) {
            return pattern;
        }
        String path = String.valueOf(request.getHttpURI().getCanonicalPath());
        return path.equals("/mcp") ? path : path.startsWith("/mcp/") ? "/mcp/{server}" : "none";
    }

    private static String method(Request request) {
        return switch (request.getMethod()) {
            case "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS" -> request.getMethod();
            default -> "other";
        };
    }
}
