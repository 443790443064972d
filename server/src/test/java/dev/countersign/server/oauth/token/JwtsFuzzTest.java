package dev.countersign.server.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.core.authority.Access;
import dev.countersign.core.client.Configured;
import dev.countersign.core.client.GrantType;
import dev.countersign.guard.Nonces;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Replays;
import dev.countersign.guard.ShownProof;
import dev.countersign.guard.Verifier;
import dev.countersign.server.fuzz.Soon;
import dev.countersign.server.oauth.Claims;
import dev.countersign.server.oauth.client.DocumentFetch;
import dev.countersign.server.oauth.client.KeySets;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signed statements: access tokens, proofs of keys, assertions of clients and of identity providers. The first byte chooses;
 * in capitals, the rest is signed by the right key first, so that what lies behind the signature is reached.
 */
class JwtsFuzzTest {
    private static final String ISSUER = "https://countersign.example";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final ECKey KEY = key();
    private static final JWSSigner SIGNER = signer();
    private static final Verifier VERIFIER =
            new Verifier(ISSUER, id -> Optional.of(KEY.toPublicJWK()).filter(_ -> id.equals("k1")));
    private static final Proofs PROOFS = new Proofs(
            new Nonces(new MasterKey(new byte[32]).derive(MasterKey.Purpose.NONCES), CLOCK),
            Replays.inMemory(1000),
            CLOCK,
            false);
    private static final IdentityAssertions ASSERTIONS = new IdentityAssertions(
            ISSUER,
            List.of(new TrustedIssuer(
                    "https://idp.example",
                    keyFile(),
                    Map.of("S123", "ada"),
                    Optional.of(Access.READ),
                    Duration.ofDays(1))),
            new KeySets(new DocumentFetch(false), new FairQueue(1, 1, Duration.ofSeconds(1)), CLOCK));
    private static final Presented DESK = new Presented(
            Configured.of("desk", "Desk", List.of(), Optional.of("s"), Set.of(GrantType.JWT_BEARER), List.of()),
            Origin.SELF,
            Optional.empty());

    @FuzzTest(maxDuration = "2m") // issue 4: bad input; RFC 7519, RFC 9068 §4, RFC 9449 §4.3, RFC 7523 §3
    void jwts(byte[] input) {
        if (input.length == 0) return;
        Soon.done(() -> read((char) input[0], Arrays.copyOfRange(input, 1, input.length)));
    }

    private static void read(char kind, byte[] rest) {
        var raw = new String(rest, StandardCharsets.UTF_8);
        switch (kind) {
            case 'a' -> VERIFIER.verify(raw, NOW);
            case 'A' -> VERIFIER.verify(signed("at+jwt", rest), NOW);
            case 'd' -> proof(raw);
            case 'D' -> proof(signed("dpop+jwt", rest));
            case 'c' -> claims(raw);
            case 'C' -> claims(signed("JWT", rest));
            case 'i' -> judge(raw);
            case 'I' -> judge(signed("oauth-id-jag+jwt", rest));
            default -> {}
        }
    }

    private static void claims(String jwt) {
        Claims.parse(jwt).ifPresent(claims -> claims.problemOfTime(NOW, Duration.ofMinutes(10)));
    }

    private static void proof(String jwt) {
        PROOFS.verify(new ShownProof(List.of(jwt), "POST", ISSUER + "/oauth/token"));
    }

    private static void judge(String jwt) {
        try {
            assertThat(ASSERTIONS.judge(jwt, DESK, NOW).owner()).isEqualTo("ada");
        } catch (Refusal.OAuth refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
    }

    private static String signed(String type, byte[] payload) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .keyID("k1");
            if (type.equals("dpop+jwt")) header.jwk(KEY.toPublicJWK());
            var jws = new JWSObject(header.build(), new Payload(payload));
            jws.sign(SIGNER);
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSSigner signer() {
        try {
            return new ECDSASigner(KEY);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyFile() {
        try {
            var file = Files.createTempFile("idp", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, new JWKSet(KEY).toPublicJWKSet().toString())
                    .toUri()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
