package dev.countersign.acts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.store.SigningKeys.SigningKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The ES256 keys that sign tokens. Private parts rest sealed under the master key. A new key is published before it signs,
 * and an old one stays published until the last token it signed has ended. Thread-safe.
 */
public final class Keys {
    /** How long a new key is published before it signs: longer than any cache keeps the key set. */
    public static final Duration LEAD = Duration.ofMinutes(10);

    /** How long a key stays published after its successor signs: longer than any token lives. */
    public static final Duration TAIL = Duration.ofHours(2);

    private static final Duration RELOAD = Duration.ofSeconds(10);

    private record Loaded(List<Key> keys, long atNanos) {}

    private record Key(SigningKey row, ECKey jwk) {}

    private final Acts acts;
    private final Seal seal;
    private volatile Loaded loaded;

    /**
     * Loads the keys, and makes the first one when there is none.
     *
     * @throws IllegalStateException when a key was sealed under another master key
     */
    public Keys(Acts acts, MasterKey master) {
        this.acts = acts;
        this.seal = master.seal(MasterKey.Purpose.SIGNING_KEYS);
        if (acts.read(tx -> tx.signingKeys().all()).isEmpty()) {
            acts.perform(RotateKeys.first(generate(acts.now(), acts.now()), acts.now()), Origin.SELF);
        }
        this.loaded = load();
    }

    /** Makes a new key that signs after {@link #LEAD}, and retires the others {@link #TAIL} after that. */
    public String rotate(Origin origin) {
        var now = acts.now();
        var key = generate(now, now.plus(LEAD));
        acts.perform(new RotateKeys(key, now, key.activeFrom().plus(TAIL)), origin);
        loaded = load();
        return key.kid();
    }

    /** The key that signs now, with its private part. */
    ECKey signing() {
        var now = acts.now();
        return current().stream()
                .filter(key -> !key.row().activeFrom().isAfter(now))
                .filter(key -> published(key.row(), now))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new IllegalStateException("no signing key is active"))
                .jwk();
    }

    /** The public keys to publish (RFC 7517). */
    public JWKSet published() {
        var now = acts.now();
        return new JWKSet(current().stream()
                .filter(key -> published(key.row(), now))
                .map(key -> (JWK) key.jwk().toPublicJWK())
                .collect(Collectors.toList()));
    }

    /** The public key of this id, when it is published. */
    public Optional<ECKey> find(String kid) {
        var found = Optional.ofNullable(published().getKeyByKeyId(kid));
        if (found.isEmpty()
                && loaded.atNanos() < System.nanoTime() - Duration.ofSeconds(1).toNanos()) {
            loaded = load();
            found = Optional.ofNullable(published().getKeyByKeyId(kid));
        }
        return found.map(JWK::toECKey);
    }

    private List<Key> current() {
        var known = loaded;
        if (System.nanoTime() - known.atNanos() > RELOAD.toNanos()) {
            known = load();
            loaded = known;
        }
        return known.keys();
    }

    private static boolean published(SigningKey row, Instant now) {
        return row.retireAt().filter(at -> !now.isBefore(at)).isEmpty();
    }

    private Loaded load() {
        var at = System.nanoTime();
        return new Loaded(
                acts.read(tx -> tx.signingKeys().all()).stream().map(this::open).toList(), at);
    }

    private Key open(SigningKey row) {
        try {
            var jwk = seal.open(row.sealed(), row.kid())
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "the signing key " + row.kid()
                                            + " was sealed under another master key; start with the master key this data was made with"));
            return new Key(row, ECKey.parse(jwk));
        } catch (ParseException failure) {
            throw new IllegalStateException("the signing key " + row.kid() + " is damaged", failure);
        }
    }

    private SigningKey generate(Instant now, Instant activeFrom) {
        try {
            var jwk = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyID(Secrets.random(12))
                    .generate();
            return new SigningKey(
                    jwk.getKeyID(),
                    jwk.toPublicJWK().toJSONString(),
                    seal.close(jwk.toJSONString(), jwk.getKeyID()),
                    now,
                    activeFrom,
                    Optional.empty());
        } catch (JOSEException failure) {
            throw new IllegalStateException("a signing key could not be made", failure);
        }
    }
}
