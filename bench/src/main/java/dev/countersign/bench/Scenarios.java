package dev.countersign.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** What is measured. A scenario runs when the server's own metadata offers what it needs. */
final class Scenarios {
    private static final int WAITING = 64;
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "client_credentials",
                    "/signed",
                    10_000,
                    subject -> when(
                            subject.grants("client_credentials"),
                            () -> Talk.repeating(clientCredentials(subject), answer -> answer.status() == 200))),
            new Scenario(
                    "refresh",
                    "/both",
                    6_000,
                    subject -> when(
                            subject.grants("refresh_token"),
                            () -> Lives.refreshing(
                                    subject, subject.refreshTokens().remove()))),
            new Scenario(
                    "token_exchange_depth_3",
                    "/both",
                    3_000,
                    subject -> when(
                            subject.grants(EXCHANGE),
                            () -> Talk.repeating(exchange(subject), answer -> answer.status() == 200))),
            new Scenario(
                    "introspection",
                    "/parsed",
                    20_000,
                    subject -> when(subject.metadata().has("introspection_endpoint"), () -> Lives.asking(subject))),
            new Scenario(
                    "revoke_then_refused",
                    "/durable",
                    0,
                    subject -> when(
                            subject.metadata().has("revocation_endpoint"),
                            () -> Lives.givingBack(subject, subject.refreshTokens()))),
            new Scenario("device_poll_pending", "/parsed", 20_000, subject -> {
                if (!subject.grants(DEVICE_CODE)) return Optional.empty();
                var requests = polls(subject);
                return Optional.of(() -> Talk.taking(
                        requests,
                        answer -> answer.status() == 400
                                && (answer.body().contains("authorization_pending")
                                        || answer.body().contains("slow_down"))));
            }),
            new Scenario(
                    "device_authorization",
                    "/durable",
                    8_000,
                    subject -> when(
                            subject.metadata().has("device_authorization_endpoint"),
                            () -> Talk.repeating(deviceAuthorization(subject), answer -> answer.status() == 200))));

    private Scenarios() {}

    /** Every scenario at once, one connection after the other. */
    static Supplier<Talk> together(Subject subject) {
        var all = ALL.stream()
                .flatMap(scenario -> scenario.prepare().talks(subject).stream())
                .toList();
        var next = new AtomicInteger();
        return () -> all.get(Math.floorMod(next.getAndIncrement(), all.size())).get();
    }

    private static Optional<Supplier<Talk>> when(boolean offered, Supplier<Talk> talks) {
        return offered ? Optional.of(talks) : Optional.empty();
    }

    private static byte[] clientCredentials(Subject subject) {
        return subject.form("/oauth/token", Map.of("grant_type", "client_credentials", "resource", subject.resource()));
    }

    /** The last of a chain of four receives a part anew, again and again: three hops after the first grant. */
    private static byte[] exchange(Subject subject) {
        var token = token(
                subject, Map.of("grant_type", "client_credentials", "resource", subject.resource()), Subject.CLIENT);
        for (var receiver : Subject.CHAIN) {
            var form = exchanged(token);
            if (receiver.equals(Subject.CHAIN.getLast())) return subject.formOf(receiver, "/oauth/token", form);
            token = token(subject, form, receiver);
        }
        throw new IllegalStateException("the chain has no end");
    }

    private static Map<String, String> exchanged(String subjectToken) {
        return Map.of(
                "grant_type",
                EXCHANGE,
                "subject_token",
                subjectToken,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token");
    }

    private static String token(Subject subject, Map<String, String> form, String client) {
        var answer = Load.once(subject.port(), subject.formOf(client, "/oauth/token", form));
        if (answer.status() != 200) throw new IllegalStateException(client + " got no token: " + answer.body());
        return JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
    }

    private static byte[] deviceAuthorization(Subject subject) {
        return subject.form("/oauth/device_authorization", Map.of("resource", subject.resource(), "scope", "mcp:read"));
    }

    /**
     * Some devices that wait. At this rate all are soon as slow as can be, so what is measured is the answer and not the
     * writing down of a slower pace.
     */
    private static Supplier<byte[]> polls(Subject subject) {
        var polls = new ArrayList<byte[]>(WAITING);
        var request = deviceAuthorization(subject);
        for (var i = 0; i < WAITING; i++) polls.add(poll(subject, Load.once(subject.port(), request)));
        var next = new AtomicInteger();
        return () -> polls.get(Math.floorMod(next.getAndIncrement(), WAITING));
    }

    private static byte[] poll(Subject subject, Load.Answer answer) {
        var code =
                JsonMapper.shared().readTree(answer.body()).path("device_code").asString();
        return subject.form("/oauth/token", Map.of("grant_type", DEVICE_CODE, "device_code", code));
    }
}
