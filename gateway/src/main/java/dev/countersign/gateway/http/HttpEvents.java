package dev.countersign.gateway.http;

import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import dev.countersign.gateway.wire.Methods;
import dev.countersign.gateway.wire.Revision.Era;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The event stream of an upstream; messages that are not in the table of methods are left out. */
final class HttpEvents implements Events {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEvents.class);

    private final String name;
    private final Era era;
    private final InputStream body;
    private final SseReader reader;
    private final Runnable toolsChanged;

    HttpEvents(String name, Era era, InputStream body, Runnable toolsChanged) {
        this.name = name;
        this.era = era;
        this.body = body;
        this.reader = new SseReader(body);
        this.toolsChanged = toolsChanged;
    }

    @Override
    public @Nullable Event next() throws IOException {
        for (Event event = reader.next(); event != null; event = reader.next()) {
            if (event.data() == null || mayPass(event.data())) {
                return event;
            }
            LOG.info("{}: a message that is not in the table of methods is left out", name);
        }
        return null;
    }

    private boolean mayPass(JsonNode message) {
        if (message.isArray()) {
            return message.valueStream().allMatch(this::mayPass);
        }
        if (!message.isObject()) {
            return false;
        }
        JsonNode method = message.path("method");
        if (!method.isString()) {
            return message.has("result") || message.has("error");
        }
        if (method.stringValue().equals("notifications/tools/list_changed")) {
            toolsChanged.run();
        }
        return message.has("id") ? Methods.mayAsk(era, method.stringValue()) : Methods.mayTell(method.stringValue());
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            LOG.debug("{}: closing a stream failed", name, e);
        }
    }
}
