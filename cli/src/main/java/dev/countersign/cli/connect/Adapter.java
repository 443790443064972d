package dev.countersign.cli.connect;

import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.gateway.stdio.Lines;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stdio MCP server in front of one over HTTP. Until a human has allowed it, it answers itself and says what has to be
 * done; then everything is carried over, each message in the era it was sent in.
 */
final class Adapter {
    private static final Duration QUICK = Duration.ofSeconds(4);
    private static final Duration HUMAN = Duration.ofSeconds(50);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final String OURS = "countersign-login-";

    private final Output output;
    private final Access access;
    private final Guide guide;
    private final SessionSide sessions;
    private final StatelessSide stateless;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<@Nullable String> elicitation = new AtomicReference<>();
    private volatile boolean initialized;
    private volatile boolean answeredOurselves;
    private volatile boolean invited;

    Adapter(Output output, Access access, Guide guide, SessionSide sessions, StatelessSide stateless) {
        this.output = output;
        this.access = access;
        this.guide = guide;
        this.sessions = sessions;
        this.stateless = stateless;
    }

    /** Serves until the client closes its end, and lets what is under way finish for a moment. */
    void serve(InputStream in) throws IOException {
        Lines lines = new Lines(in, Envelope.MAX_BYTES);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            try {
                Envelope.parse(line).messages().forEach(this::take);
            } catch (Refusal refusal) {
                output.send(refusal.body());
            }
        }
        long end = System.nanoTime() + FAREWELL.toNanos();
        while (underWay.get() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Hears of every change: invites the human through the client, and tells it when the tools have changed. */
    void changed(State state) {
        if (state instanceof State.Asking asking && asking.shown().isPresent()) {
            invited = true;
            invite(asking.shown().get());
        } else if (state.ready() || state instanceof State.Failed) {
            String pending = elicitation.getAndSet(null);
            if (pending != null) {
                output.send(Rpc.notification(
                        "notifications/elicitation/complete", Rpc.object().put("elicitationId", pending)));
            }
            if (state.ready() && initialized && (answeredOurselves || invited)) {
                for (String list : new String[] {"tools", "prompts", "resources"}) {
                    output.send(Rpc.notification("notifications/" + list + "/list_changed", Rpc.object()));
                }
            }
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Request request when request.method().equals("initialize") -> initialize(request);
            case Message.Request request -> inBackground(request);
            case Message.Notification notification -> hear(notification);
            case Message.Response response -> response(response);
        }
    }

    private void inBackground(Message.Request request) {
        boolean listens = request.method().equals("subscriptions/listen");
        if (!listens) {
            underWay.incrementAndGet();
        }
        Thread.ofVirtual().name("request").start(() -> {
            try {
                handle(request);
            } catch (RuntimeException bug) {
                output.send(Rpc.error(
                        request.id(),
                        Rpc.INTERNAL_ERROR,
                        "connect failed: " + bug.getClass().getSimpleName()));
                System.err.println("connect failed: " + bug);
            } finally {
                if (!listens) {
                    underWay.decrementAndGet();
                }
            }
        });
    }

    /** Answered at once: by the server when it can be asked right away, else by ourselves. */
    private void initialize(Message.Request request) {
        sessions.greeted(request);
        boolean promising = access.promising();
        access.begin();
        if (promising && access.decided(QUICK).ready()) {
            ObjectNode answer = sessions.initialize();
            if (answer.has("result")) {
                output.send(answer);
                return;
            }
        }
        answeredOurselves = true;
        output.send(Replies.initialize(request));
    }

    private void hear(Message.Notification notification) {
        switch (notification.method()) {
            case "notifications/initialized" -> {
                // The server behind hears its own one when its session is opened.
                initialized = true;
                if (access.state() instanceof State.Asking asking) {
                    asking.shown().ifPresent(this::invite);
                } else if (access.state().ready() && answeredOurselves) {
                    changed(access.state());
                }
            }
            case "notifications/cancelled" -> {
                if (sessions.inUse()) {
                    sessions.tell(notification.json());
                } else {
                    stateless.cancel(notification);
                }
            }
            default -> sessions.tell(notification.json());
        }
    }

    private void response(Message.Response response) {
        if (!response.id().asString("").startsWith(OURS)) {
            sessions.tell(response.json());
        }
        // To ours: the page decides, not what the client says about it.
    }

    private void handle(Message.Request request) {
        Era era = StatelessSide.speaks(request) ? Era.STATELESS : Era.SESSION;
        if (access.state() instanceof State.Idle) {
            access.begin();
            if (access.promising()) {
                access.decided(QUICK);
            }
        }
        if (request.method().equals("tools/call")) {
            call(request, era);
        } else if (request.method().equals("subscriptions/listen")) {
            access.decided(HUMAN);
            carry(request, era);
        } else if (access.state().ready()) {
            carry(request, era);
        } else {
            answer(request, era);
        }
    }

    private void answer(Message.Request request, Era era) {
        ObjectNode list = Replies.list(request, era);
        if (list != null) {
            output.send(list);
            return;
        }
        switch (request.method()) {
            case "ping", "logging/setLevel" -> output.send(Rpc.result(request.id(), Rpc.object()));
            case "server/discover" -> output.send(Replies.discover(request));
            default -> output.send(Rpc.error(request.id(), 401, guide.standing(access.settled(QUICK))));
        }
    }

    private void call(Message.Request call, Era era) {
        boolean login = Replies.LOGIN_TOOL.equals(call.text("name"));
        State state = access.state();
        if (!state.ready()) {
            String brought =
                    login ? call.json().at("/params/arguments/callback_url").asString("") : "";
            if (!brought.isEmpty()) {
                access.brought(brought);
                access.decided(QUICK);
            }
            if (login || !(state instanceof State.Failed failed && failed.why().kind() == Kind.DENIED)) {
                access.begin();
            }
            state = era == Era.STATELESS && answeredPage(call) ? access.decided(HUMAN) : access.settled(QUICK);
        }
        if (state.ready() && !login) {
            carry(withoutOurAnswer(call), era);
        } else if (state instanceof State.Asking asking
                && asking.shown().isPresent()
                && era == Era.STATELESS
                && StatelessSide.elicitsUrls(call)
                && !answeredPage(call)) {
            Shown shown = asking.shown().get();
            output.send(Replies.wants(call, shown, guide.invitation(shown)));
        } else {
            output.send(Replies.says(call, era, guide.standing(state), !login));
        }
    }

    private void carry(Message.Request request, Era era) {
        if (era == Era.STATELESS) {
            stateless.carry(request);
        } else {
            sessions.carry(request);
        }
    }

    private void invite(Shown shown) {
        if (!initialized || !sessions.elicitsUrls()) {
            return;
        }
        String id = OURS + asked.incrementAndGet();
        elicitation.set(id);
        output.send(Replies.elicitation(id, shown, guide.invitation(shown)));
    }

    private static boolean answeredPage(Message.Request call) {
        return call.json().path("params").path("inputResponses").has(Replies.LOGIN_TOOL);
    }

    /** The server behind did not ask for our page and is not told about it. */
    private static Message.Request withoutOurAnswer(Message.Request call) {
        if (!answeredPage(call)) {
            return call;
        }
        ObjectNode json = call.json().deepCopy();
        JsonNode params = json.path("params");
        if (params.path("inputResponses") instanceof ObjectNode responses) {
            responses.remove(Replies.LOGIN_TOOL);
            if (responses.isEmpty() && params instanceof ObjectNode object) {
                object.remove("inputResponses");
            }
        }
        return new Message.Request(call.id(), call.method(), json);
    }
}
