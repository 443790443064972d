package dev.countersign.server.people;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Digest;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Form tokens before anybody signed in: a MAC over a random cookie and the form's purpose, so that a form works only in
 * the browser it was shown in. Nothing is stored. Thread-safe.
 */
final class Forms {
    private static final Duration AGE = Duration.ofHours(1);
    private static final long BUCKET_SECONDS = 300;
    private final SecretKey key;
    private final Cookies cookies;

    /** A browser's cookie, and whether the answer still has to set it. */
    record Bound(String cookie, boolean fresh) {}

    Forms(MasterKey master, Cookies cookies) {
        this.key = master.derive(MasterKey.Purpose.FORMS);
        this.cookies = cookies;
    }

    /** The cookie this browser's forms are bound to. */
    Bound bind(Exchange exchange) {
        return cookies.values(exchange, Cookies.FORM).stream()
                .filter(value -> value.matches("[A-Za-z0-9_-]{22}"))
                .findFirst()
                .map(value -> new Bound(value, false))
                .orElseGet(() -> new Bound(Secrets.random(16), true));
    }

    Reply remember(Reply reply, Bound bound) {
        return bound.fresh() ? cookies.set(reply, Cookies.FORM, bound.cookie(), AGE) : reply;
    }

    Reply forget(Reply reply) {
        return cookies.clear(reply, Cookies.FORM);
    }

    /** The value of the field {@code csrf}. */
    String token(Bound bound, String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(bound.cookie(), "token", purpose));
    }

    /**
     * The cookie the sent token belongs to.
     *
     * @throws dev.countersign.server.web.Refusal.Page 403 when there is none
     */
    Bound require(Exchange exchange, String purpose) {
        var sent = exchange.form().one("csrf").orElse("");
        return cookies.values(exchange, Cookies.FORM).stream()
                .map(value -> new Bound(value, false))
                .filter(bound -> Secrets.same(sent, token(bound, purpose)))
                .findFirst()
                .orElseThrow(Requests::wrongToken);
    }

    /** The challenge a passkey signs on this form: good in this browser only, for five to ten minutes. */
    byte[] challenge(Bound bound, String purpose, Instant now) {
        return challenge(bound, purpose, now.getEpochSecond() / BUCKET_SECONDS);
    }

    /** The challenges that are good now. */
    List<byte[]> challenges(Bound bound, String purpose, Instant now) {
        var bucket = now.getEpochSecond() / BUCKET_SECONDS;
        return List.of(challenge(bound, purpose, bucket), challenge(bound, purpose, bucket - 1));
    }

    private byte[] challenge(Bound bound, String purpose, long bucket) {
        return Digest.of(mac(bound.cookie(), "challenge", purpose + "/" + bucket))
                .bytes();
    }

    private byte[] mac(String cookie, String use, String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((use + "\n" + cookie + "\n" + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
