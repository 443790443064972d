package dev.countersign.cli.login;

import dev.countersign.cli.login.LoginException.Kind;
import dev.countersign.cli.login.Stage.Pace;
import dev.countersign.core.Pkce;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Authorization code with PKCE (OAuth 2.1 §4.1). The browser brings the answer to a port of this computer; a person may
 * also paste the address it ended on, which helps when the browser is on another computer.
 */
final class BrowserLogin {
    /** How long a person has in the browser unless the command says less. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int REDEEM_TRIES = 5;

    private final Web web;
    private final Audience audience;
    private final BooleanSupplier needless;
    private final Optional<DeviceKey> key;
    private final Bound bound;

    /**
     * @param key what the code and the token are to be bound to
     */
    BrowserLogin(Web web, Audience audience, BooleanSupplier needless, Optional<DeviceKey> key, Bound bound) {
        this.web = web;
        this.audience = audience;
        this.needless = needless;
        this.key = key;
        this.bound = bound;
    }

    /** Who the command line is, once it is known where it listens. */
    interface Identity {
        ClientIdentity at(URI redirect) throws LoginException;
    }

    /**
     * Asks, and waits for the browser.
     *
     * @param opener opens the page, or empty when the browser is elsewhere
     * @param pasted lines a person pastes
     */
    Optional<Granted> run(
            ServerMetadata server,
            Optional<URI> registered,
            Identity identity,
            Map<String, String> request,
            Optional<Opener> opener,
            BlockingQueue<String> pasted)
            throws LoginException {
        URI endpoint = server.authorizationEndpoint()
                .orElseThrow(() -> LoginException.refused(server.issuer()
                        + " offers no authorization code with PKCE (S256), so a browser login would not be safe."));
        String state = random(16);
        String verifier = random(48);
        BlockingQueue<Callback> answers = new LinkedBlockingQueue<>();
        Bound end = Bound.in(LIFE).or(bound);
        try (Loopback loopback = Loopback.open(registered, state, answers::add)) {
            ClientIdentity client = identity.at(loopback.redirect());
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("response_type", "code");
            fields.put("client_id", client.id());
            fields.put("redirect_uri", loopback.redirect().toString());
            fields.put("code_challenge", Pkce.challenge(verifier));
            fields.put("code_challenge_method", Pkce.S256);
            fields.put("state", state);
            key.ifPresent(proven -> fields.put("dpop_jkt", proven.thumbprint())); // RFC 9449 §10
            fields.putAll(request);
            URI page = URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + Web.form(fields));
            boolean launched = opener.isPresent() && opener.get().open(page);
            audience.hears(new Stage.Page(page, launched, opener.isEmpty(), end.left()));
            Optional<Callback> answer = answer(state, answers, pasted, end);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "authorization_code");
            form.put("code", answer.get().code(server));
            form.put("redirect_uri", loopback.redirect().toString());
            form.put("code_verifier", verifier);
            Optional.ofNullable(request.get("resource")).ifPresent(resource -> form.put("resource", resource));
            TokenEndpoint tokens = new TokenEndpoint(web, server, client, key);
            return Optional.of(new Granted(client, redeem(tokens, form, request.getOrDefault("scope", ""))));
        }
    }

    private Optional<Callback> answer(
            String state, BlockingQueue<Callback> answers, BlockingQueue<String> pasted, Bound end)
            throws LoginException {
        while (!end.passed()) {
            audience.hears(new Stage.Waiting(end.left(), Duration.ZERO, 0, Pace.PENDING));
            if (needless.getAsBoolean()) {
                return Optional.empty();
            }
            try {
                Callback callback = answers.poll(end.atMost(SECOND).toMillis(), TimeUnit.MILLISECONDS);
                if (callback != null) {
                    return Optional.of(callback);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw LoginException.refused("The login was stopped.");
            }
            for (String line = pasted.poll(); line != null; line = pasted.poll()) {
                Callback callback = Callback.ofPasted(line);
                if (callback.isFor(state)) {
                    return Optional.of(callback);
                }
                if (!line.isBlank()) {
                    audience.hears(new Stage.Note(
                            "That is not the address this login ends on. It begins with http://127.0.0.1: and has"
                                    + " state and code in it."));
                }
            }
        }
        throw bound.passed() ? LoginException.timedOut() : LoginException.expired(LIFE);
    }

    /** A code is good for one use: only a request that surely never arrived is sent again. */
    private Tokens redeem(TokenEndpoint endpoint, Map<String, String> form, String scope) throws LoginException {
        for (int tried = 1; ; tried++) {
            switch (endpoint.ask(form, scope, bound)) {
                case TokenAnswer.Given given -> {
                    return given.tokens();
                }
                case TokenAnswer.Refused refused ->
                    throw LoginException.refused("The server did not take the code: " + refused.words() + ".");
                case TokenAnswer.Silent silent -> {
                    if (silent.maybeArrived() || tried == REDEEM_TRIES || bound.passed()) {
                        throw new LoginException(Kind.UNREACHABLE, silent.why() + ".");
                    }
                    pause(tried);
                }
            }
        }
    }

    private void pause(int tried) throws LoginException {
        try {
            Thread.sleep(bound.atMost(SECOND.multipliedBy(tried)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LoginException.refused("The login was stopped.");
        }
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
