package dev.countersign.server.operations;

import dev.countersign.server.web.Web;
import java.time.Duration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each answered request, at the level debug, and warn when the server failed. It names the route and never the
 * path or the query: both may hold tickets.
 */
final class AccessLog implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.countersign.access");
    private final Metrics metrics;

    AccessLog(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void log(Request request, Response response) {
        Duration took = Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
        metrics.answered(request, response.getStatus(), took);
        LOG.atLevel(response.getStatus() >= 500 ? Level.WARN : Level.DEBUG)
                .addKeyValue("request", Web.requestId(request))
                .log(
                        "{} {} {} {}us",
                        request.getMethod(),
                        Metrics.route(request),
                        response.getStatus(),
                        took.toNanos() / 1000);
    }
}
