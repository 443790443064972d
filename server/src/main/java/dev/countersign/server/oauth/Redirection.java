package dev.countersign.server.oauth;

import dev.countersign.core.Asked;
import dev.countersign.core.redirect.Redirect;
import dev.countersign.server.web.Errors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Spells authorization responses (RFC 6749 §4.1.2): the presented redirect URI with its own query kept, {@code state} as it
 * came, and {@code iss} in every one of them, errors too (RFC 9207 §2). Immutable.
 */
public final class Redirection {
    private final String issuer;

    public Redirection(String issuer) {
        this.issuer = issuer;
    }

    /** The answer that carries an authorization code. */
    public String success(Asked.Redirect redirect, String code) {
        return answer(redirect.uri(), redirect.state(), Map.of("code", code));
    }

    /** The answer that carries an error of RFC 6749 §4.1.2.1. */
    public String error(Asked.Redirect redirect, String code, String description) {
        return error(redirect.uri(), redirect.state(), code, description);
    }

    String error(String uri, Optional<String> state, String code, String description) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", code);
        parameters.put("error_description", Errors.oauthText(description));
        return answer(uri, state, parameters);
    }

    private String answer(String uri, Optional<String> state, Map<String, String> parameters) {
        var all = new LinkedHashMap<>(parameters);
        state.ifPresent(value -> all.put("state", value));
        all.put("iss", issuer);
        return Redirect.with(uri, all);
    }
}
