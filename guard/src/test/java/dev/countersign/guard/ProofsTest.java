package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.countersign.guard.Proofs.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ProofsTest {
    private static final String URL = "https://h.example/oauth/token";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Nonces nonces = new Nonces(new SecretKeySpec(new byte[32], "AES"), now::get);
    private Proofs proofs;
    private Prover prover;

    @BeforeEach
    void keys() throws Exception {
        proofs = proofs(false);
        prover = new Prover();
    }

    private Proofs proofs(boolean nonceRequired) {
        return new Proofs(nonces, Replays.inMemory(100), now::get, nonceRequired);
    }

    private Verdict of(String... headers) {
        return proofs.verify(new ShownProof(List.of(headers), "POST", URL));
    }

    private Verdict changed(Consumer<ObjectNode> change) throws Exception {
        return of(prover.proof(URL, NOW, change));
    }

    private static String why(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
        return ((Verdict.Invalid) verdict).why();
    }

    @Test // RFC 9449 §4.3
    void a_good_proof_tells_the_thumbprint_of_its_key() throws Exception {
        assertThat(of(prover.proof(URL, NOW, c -> {}))).isEqualTo(new Verdict.Proved(prover.thumbprint()));
        assertThat(of()).isEqualTo(new Verdict.Absent());
    }

    @Test // RFC 9449 §4.3 check 1: exactly one header
    void two_proofs_at_once_are_refused() throws Exception {
        String first = prover.proof(URL, NOW, c -> {});
        String second = prover.proof(URL, NOW, c -> {});
        assertThat(why(of(first, second))).contains("one");
        assertThat(of(first + ", " + second)).isInstanceOf(Verdict.Invalid.class);
    }

    @ParameterizedTest // RFC 9449 §4.3 check 2: one well-formed JWT
    @ValueSource(strings = {"", " ", "a", "a.b", "a.b.c", "a.b.c.d", "{}", "\u00e9.\u00e9.\u00e9", "eyJ9.e30.AA"})
    void what_is_no_jwt_is_refused(String text) {
        assertThat(of(text)).isInstanceOf(Verdict.Invalid.class);
    }

    @ParameterizedTest // RFC 9449 §4.3 check 3: every claim of §4.2
    @ValueSource(strings = {"jti", "htm", "htu", "iat"})
    void a_proof_without_one_of_its_claims_is_refused(String name) throws Exception {
        assertThat(why(changed(c -> c.remove(name)))).contains(name);
        assertThat(changed(c -> c.putNull(name))).isInstanceOf(Verdict.Invalid.class);
        assertThat(changed(c -> c.putArray(name).add("POST"))).isInstanceOf(Verdict.Invalid.class);
    }

    @ParameterizedTest // RFC 9449 §4.3 check 4: typ
    @ValueSource(strings = {"JWT", "at+jwt", "dpop", "DPOP+JWT"})
    void another_type_is_refused(String type) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .jwk(prover.key().toPublicJWK())
                .build();
        String proof = prover.signed(header, claims());
        // Media types know no case (RFC 2045 §5.1), so one of these is the same type.
        if (type.equals("DPOP+JWT")) assertThat(of(proof)).isNotNull();
        else assertThat(why(of(proof))).contains("typ");
    }

    @Test // RFC 9449 §4.3 check 5: an asymmetric algorithm that is listed, never none
    void no_algorithm_and_a_shared_secret_are_refused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(prover.key().toPublicJWK())
                .build();
        JWSObject jws = new JWSObject(header, new Payload(claims()));
        jws.sign(new MACSigner(new byte[32]));
        assertThat(why(of(jws.serialize()))).contains("alg");
        String none = encoded("{\"typ\":\"dpop+jwt\",\"alg\":\"none\"}") + "." + encoded(claims()) + ".";
        assertThat(of(none)).isInstanceOf(Verdict.Invalid.class);
        assertThat(Proofs.ALGORITHMS).noneMatch(name -> name.equals("none") || name.startsWith("HS"));
    }

    @Test // RFC 9449 §4.3 check 6: the signature is the header key's
    void a_signature_of_another_key_is_refused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(new Prover().key().toPublicJWK())
                .build();
        assertThat(why(of(prover.signed(header, claims())))).contains("signature");
    }

    @Test // RFC 9449 §4.3 check 7: no private part in jwk, and there is one
    void a_private_key_in_the_header_and_none_at_all_are_refused() throws Exception {
        String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":"
                + prover.key().toJSONString() + "}";
        assertThat(of(encoded(header) + "." + encoded(claims()) + "." + encoded("x")))
                .isInstanceOf(Verdict.Invalid.class);
        JWSHeader bare = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .build();
        assertThat(why(of(prover.signed(bare, claims())))).contains("jwk");
    }

    @Test // RFC 7515 §4.1.11: what is critical and not understood is refused
    void an_unknown_critical_header_is_refused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(prover.key().toPublicJWK())
                .criticalParams(java.util.Set.of("other"))
                .customParam("other", "x")
                .build();
        assertThat(of(prover.signed(header, claims()))).isInstanceOf(Verdict.Invalid.class);
    }

    @ParameterizedTest // RFC 9449 §4.3 check 8: htm
    @ValueSource(strings = {"GET", "post", ""})
    void another_method_is_refused(String method) throws Exception {
        assertThat(why(changed(c -> c.put("htm", method)))).contains("htm");
    }

    @ParameterizedTest // RFC 9449 §4.3 check 9: htu without query and fragment, normalised
    @CsvSource({
        "https://h.example/oauth/token, true",
        "https://h.example/oauth/token?a=b, true",
        "https://h.example/oauth/token#part, true",
        "HTTPS://H.Example:443/oauth/token, true",
        "https://h.example/oauth/%74oken, true",
        "https://h.example/oauth/./token, true",
        "http://h.example/oauth/token, false",
        "https://h.example:8443/oauth/token, false",
        "https://other.example/oauth/token, false",
        "https://h.example/oauth/token/, false",
        "https://h.example/oauth/Token, false",
        "https://u@h.example/oauth/token, false",
        "https://h.example/, false",
        "/oauth/token, false",
        "https://h.example/oauth/token%2F, false",
        "'https://h.example/oauth/token ', false",
    })
    void the_address_is_compared_without_query(String htu, boolean same) throws Exception {
        Verdict verdict = changed(c -> c.put("htu", htu));
        if (same) assertThat(verdict).isInstanceOf(Verdict.Proved.class);
        else assertThat(why(verdict)).contains("htu");
    }

    @ParameterizedTest // RFC 9449 §4.3 check 11, SEP-1932: iat within 5 minutes
    @CsvSource({"-300, true", "300, true", "-301, false", "301, false", "-86400, false"})
    void the_time_lies_within_five_minutes(long seconds, boolean good) throws Exception {
        Verdict verdict = changed(c -> c.put("iat", NOW.getEpochSecond() + seconds));
        if (good) assertThat(verdict).isInstanceOf(Verdict.Proved.class);
        else assertThat(why(verdict)).contains("iat");
    }

    @Test // RFC 9449 §11.1: each proof counts once, for as long as it could be used
    void a_proof_counts_once() throws Exception {
        String proof = prover.proof(URL, NOW.plus(Proofs.WINDOW), c -> {});
        assertThat(of(proof)).isInstanceOf(Verdict.Proved.class);
        for (int minute = 0; minute <= 10; minute++) {
            assertThat(of(proof)).as("after %d minutes", minute).isInstanceOf(Verdict.Invalid.class);
            now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
        }
    }

    @Test // RFC 9449 §11.1: nobody uses up another's proofs
    void the_same_jti_of_another_key_is_another_proof() throws Exception {
        assertThat(changed(c -> c.put("jti", "one"))).isInstanceOf(Verdict.Proved.class);
        assertThat(of(new Prover().proof(URL, NOW, c -> c.put("jti", "one")))).isInstanceOf(Verdict.Proved.class);
    }

    @Test // DESIGN "Fails closed": a memory that is full lets nothing new in
    void when_nobody_can_tell_the_proof_does_not_count() throws Exception {
        proofs = new Proofs(nonces, (hash, until) -> Replays.Use.UNKNOWN, now::get, false);
        assertThat(changed(c -> {})).isEqualTo(new Verdict.Unavailable());
        Replays small = Replays.inMemory(1);
        assertThat(small.use("a", NOW.plusSeconds(9))).isEqualTo(Replays.Use.FIRST);
        assertThat(small.use("b", NOW.plusSeconds(9))).isEqualTo(Replays.Use.UNKNOWN);
    }

    @Test // RFC 9449 §8: a nonce is the server's and recent
    void a_nonce_must_be_one_of_ours_and_recent() throws Exception {
        String nonce = proofs.nonce();
        assertThat(changed(c -> c.put("nonce", nonce))).isInstanceOf(Verdict.Proved.class);
        assertThat(changed(c -> c.put("nonce", "made-up"))).isEqualTo(new Verdict.NonceNeeded());
        assertThat(changed(c -> c.put("nonce", flipped(nonce)))).isEqualTo(new Verdict.NonceNeeded());
        now.set(NOW.plus(Duration.ofMinutes(7)));
        assertThat(of(prover.proof(URL, now.get(), c -> c.put("nonce", nonce)))).isEqualTo(new Verdict.NonceNeeded());
        assertThat(of(prover.proof(URL, now.get(), c -> c.put("nonce", proofs.nonce()))))
                .isInstanceOf(Verdict.Proved.class);
    }

    @Test // RFC 9449 §8: a server may want a nonce in every proof
    void where_a_nonce_is_wanted_a_proof_without_one_is_sent_back() throws Exception {
        proofs = proofs(true);
        assertThat(changed(c -> {})).isEqualTo(new Verdict.NonceNeeded());
        assertThat(changed(c -> c.put("nonce", proofs.nonce()))).isInstanceOf(Verdict.Proved.class);
    }

    @Test // RFC 9449 §4.3 check 10: ath, and §7.1: the token's key
    void with_a_token_the_proof_is_of_that_token_and_its_key() throws Exception {
        Optional<Proofs.Bound> bound = Optional.of(new Proofs.Bound("the-token", prover.thumbprint()));
        assertThat(with(prover.proof(URL, NOW, "the-token"), bound)).isInstanceOf(Verdict.Proved.class);
        assertThat(why(with(prover.proof(URL, NOW, "another"), bound))).contains("ath");
        assertThat(why(with(prover.proof(URL, NOW, c -> {}), bound))).contains("ath");
        assertThat(with(new Prover().proof(URL, NOW, "the-token"), bound)).isEqualTo(new Verdict.OtherKey());
    }

    @Test // RFC 9449 §11.6: signature algorithms; a weak or costly RSA key is none
    void rsa_keys_are_neither_weak_nor_costly() throws Exception {
        assertThat(of(rsa(new RSAKeyGenerator(2048).generate()))).isInstanceOf(Verdict.Proved.class);
        assertThat(why(of(rsa(new RSAKeyGenerator(1024, true).generate())))).contains("RSA");
    }

    @Property(tries = 300) // RFC 9449 §4.3: no input is more than refused
    void no_text_is_a_proof_or_a_failure(@ForAll String text) throws Exception {
        Proofs any = new Proofs(nonces, Replays.inMemory(100), () -> NOW, false);
        assertThat(any.verify(new ShownProof(List.of(text), "POST", URL))).isInstanceOf(Verdict.Invalid.class);
        assertThat(Htu.same(text, URL)).isFalse();
    }

    private Verdict with(String proof, Optional<Proofs.Bound> bound) {
        return proofs.verify(new ShownProof(List.of(proof), "POST", URL), bound);
    }

    private static String rsa(RSAKey key) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.PS256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        JWSObject jws = new JWSObject(header, new Payload(claims()));
        jws.sign(new RSASSASigner(key, true));
        return jws.serialize();
    }

    private static String claims() {
        return "{\"jti\":\"" + java.util.UUID.randomUUID() + "\",\"htm\":\"POST\",\"htu\":\"" + URL + "\",\"iat\":"
                + NOW.getEpochSecond() + "}";
    }

    private static String flipped(String nonce) {
        return (nonce.charAt(0) == 'A' ? 'B' : 'A') + nonce.substring(1);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
