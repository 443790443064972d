package dev.countersign.cli.login;

import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.Stage.Pace;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Device authorization (RFC 8628): a code on this screen, a decision in a browser anywhere. */
final class DeviceLogin {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SLOW_DOWN = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    private static final int DEFAULT_INTERVAL = 5;
    private static final int DEFAULT_LIFE = 600;

    private final Web web;
    private final Audience audience;
    private final BooleanSupplier needless;
    private final Optional<DeviceKey> key;
    private final Bound bound;

    /**
     * @param needless whether somebody else got the token meanwhile
     * @param key what the token is to be bound to, and every poll proves
     * @param bound of the whole command
     */
    DeviceLogin(Web web, Audience audience, BooleanSupplier needless, Optional<DeviceKey> key, Bound bound) {
        this.web = web;
        this.audience = audience;
        this.needless = needless;
        this.key = key;
        this.bound = bound;
    }

    /** Asks, shows the code, and polls until somebody decides; empty when it became needless. */
    Optional<Granted> run(ServerMetadata server, ClientIdentity client, Map<String, String> request)
            throws LoginException {
        ObjectNode asked = ask(server, client, request);
        Duration life = Duration.ofSeconds(asked.path("expires_in").asLong(DEFAULT_LIFE));
        Bound code = Bound.in(life);
        String complete = asked.path("verification_uri_complete").asString("");
        audience.hears(new Stage.Code(
                Addresses.safe(asked.path("verification_uri").asString(""), "The verification_uri"),
                asked.path("user_code").asString(""),
                complete.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Addresses.safe(complete, "The verification_uri_complete")),
                bound.atMost(life)));
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", ServerMetadata.DEVICE_GRANT);
        form.put("device_code", asked.path("device_code").asString(""));
        Duration interval =
                Duration.ofSeconds(Math.max(1, asked.path("interval").asLong(DEFAULT_INTERVAL)));
        return poll(
                        new TokenEndpoint(web, server, client, key),
                        form,
                        request.getOrDefault("scope", ""),
                        interval,
                        code,
                        life)
                .map(tokens -> new Granted(client, tokens));
    }

    private ObjectNode ask(ServerMetadata server, ClientIdentity client, Map<String, String> request)
            throws LoginException {
        URI endpoint = server.deviceEndpoint()
                .orElseThrow(() -> LoginException.refused(server.issuer() + " offers no device authorization."));
        Map<String, String> form = new LinkedHashMap<>(request);
        client.into(form);
        Answer answer;
        try {
            answer = web.postForm(endpoint, form, client.headers(), key, bound);
        } catch (Web.Silent silent) {
            throw bound.passed()
                    ? LoginException.timedOut()
                    : new LoginException(Kind.UNREACHABLE, silent.getMessage() + ".");
        }
        ObjectNode json = answer.json().orElse(JsonNodeFactory.instance.objectNode());
        if (answer.status() != 200 || json.path("device_code").asString("").isEmpty()) {
            throw LoginException.refused(server.issuer() + " refused the request: "
                    + json.path("error").asString("HTTP " + answer.status())
                    + (json.has("error_description")
                            ? ": " + json.path("error_description").asString("")
                            : "") + ".");
        }
        return json;
    }

    private Optional<Tokens> poll(
            TokenEndpoint endpoint,
            Map<String, String> form,
            String scope,
            Duration firstInterval,
            Bound code,
            Duration life)
            throws LoginException {
        Duration interval = firstInterval;
        Duration pause = interval;
        Pace pace = Pace.PENDING;
        for (int asked = 0; ; asked++) {
            if (waited(pause, interval, code.or(bound), asked, pace)) {
                return Optional.empty();
            }
            if (bound.passed()) {
                throw LoginException.timedOut();
            }
            boolean last = code.passed();
            switch (endpoint.ask(form, scope, bound)) {
                case TokenAnswer.Given given -> {
                    return Optional.of(given.tokens());
                }
                case TokenAnswer.Silent silent -> {
                    if (pace != Pace.UNREACHABLE) {
                        audience.hears(new Stage.Lost(silent.why()));
                    }
                    pace = Pace.UNREACHABLE;
                    // RFC 8628 §3.5: what does not answer is asked less and less often.
                    Duration twice = pause.multipliedBy(2);
                    pause = twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
                    pause = Duration.ofSeconds(Math.max(pause.toSeconds(), silent.retryAfter()));
                }
                case TokenAnswer.Refused refused -> {
                    switch (refused.error()) {
                        case "authorization_pending" -> pace = pace == Pace.UNREACHABLE ? Pace.PENDING : pace;
                        case "slow_down" -> {
                            interval = interval.plus(SLOW_DOWN); // for good (RFC 8628 §3.5)
                            pace = Pace.SLOWED;
                            audience.hears(new Stage.Slower(interval));
                        }
                        case "access_denied" -> throw LoginException.denied();
                        case "expired_token" -> throw LoginException.expired(life);
                        default ->
                            throw LoginException.refused("The server ended this login: " + refused.words() + ".");
                    }
                    pause = interval;
                }
            }
            if (last) {
                throw LoginException.expired(life);
            }
        }
    }

    /** Waits, telling every second what is left; true when the login has become needless. */
    private boolean waited(Duration pause, Duration interval, Bound end, int asked, Pace pace) throws LoginException {
        Bound until = Bound.in(pause).or(end);
        while (!until.passed()) {
            audience.hears(new Stage.Waiting(end.left(), interval, asked, pace));
            if (needless.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(until.atMost(SECOND));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw LoginException.refused("The login was stopped.");
            }
        }
        return false;
    }
}
