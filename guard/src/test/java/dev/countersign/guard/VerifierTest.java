package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final String ISSUER = "https://h.example";
    private static final String RESOURCE = ISSUER + "/mcp/files";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String CLAIMS = """
            {"iss":"https://h.example","sub":"ow_1","client_id":"c","aud":"https://h.example/mcp/files","iat":1799999900,
             "exp":1800000100,"jti":"at_1","token_kind":"client","grant_id":"gr_1","authorization_details":[
              {"type":"mcp","locations":["https://h.example/mcp/files"],"actions":["read"]}]}""";

    private static ECKey key;
    private static ECKey other;

    @BeforeAll
    static void keys() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    }

    private static Verifier verifier() {
        return new Verifier(ISSUER, kid -> kid.equals("k1") ? Optional.of(key.toPublicJWK()) : Optional.empty());
    }

    private static String token(String claims, ECKey signer, String type, String kid) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .keyID(kid)
                .build();
        JWSObject jws = new JWSObject(header, new Payload(claims));
        jws.sign(new ECDSASigner(signer));
        return jws.serialize();
    }

    private static boolean valid(String token) {
        return verifier().verify(token, NOW) instanceof Verifier.Verdict.Valid;
    }

    @Test // RFC 9068 §4
    void a_token_of_the_issuer_is_read_whole() throws Exception {
        Verifier.Verdict verdict = verifier().verify(token(CLAIMS, key, "at+jwt", "k1"), NOW);
        assertThat(verdict).isInstanceOfSatisfying(Verifier.Verdict.Valid.class, valid -> {
            assertThat(valid.token().grant()).isEqualTo(new GrantId("gr_1"));
            assertThat(valid.token().kind()).isEqualTo(TokenKind.CLIENT);
            assertThat(valid.token().audience()).containsExactly(RESOURCE);
            assertThat(valid.token().authority()).isEqualTo(Authority.everything(RESOURCE, Access.READ));
        });
        assertThat(valid(token(CLAIMS, key, "application/at+jwt", "k1"))).isTrue();
    }

    @Test // RFC 9068 §4, RFC 8725 §3
    void forged_tokens_are_none() throws Exception {
        assertThat(valid(token(CLAIMS, other, "at+jwt", "k1"))).isFalse();
        assertThat(valid(token(CLAIMS, key, "at+jwt", "k2"))).isFalse();
        assertThat(valid(token(CLAIMS, key, "JWT", "k1"))).isFalse();
        assertThat(valid(token(
                        CLAIMS.replace("\"https://h.example\"", "\"https://evil.example\""), key, "at+jwt", "k1")))
                .isFalse();
        assertThat(valid(token(CLAIMS.replace("\"token_kind\":\"client\",", ""), key, "at+jwt", "k1")))
                .isFalse();
        assertThat(valid(token(CLAIMS.replace("\"actions\"", "\"unknown\":1,\"actions\""), key, "at+jwt", "k1")))
                .isFalse();
        assertThat(valid(token(CLAIMS.replace("\"jti\":\"at_1\"", "\"jti\":\"a\",\"jti\":\"b\""), key, "at+jwt", "k1")))
                .isFalse();
        assertThat(valid("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.")).isFalse();
        assertThat(valid("a.b.c")).isFalse();
        JWSObject mac = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("k1")
                        .build(),
                new Payload(CLAIMS));
        mac.sign(new MACSigner(key.toPublicJWK().toECPublicKey().getEncoded()));
        assertThat(valid(mac.serialize())).isFalse();
        String good = token(CLAIMS, key, "at+jwt", "k1");
        String[] parts = good.split("\\.");
        assertThat(valid(parts[0] + "." + parts[1] + "x." + parts[2])).isFalse();
    }

    @Test // MCP 2026-07-28 RS-05
    void a_token_ends_when_it_says_so_also_when_it_is_remembered() throws Exception {
        Verifier verifier = verifier();
        String token = token(CLAIMS, key, "at+jwt", "k1");
        Instant end = Instant.ofEpochSecond(1_800_000_100);
        assertThat(verifier.verify(token, NOW)).isInstanceOf(Verifier.Verdict.Valid.class);
        assertThat(verifier.verify(token, end.plusMillis(1999))).isInstanceOf(Verifier.Verdict.Valid.class);
        assertThat(verifier.verify(token, end.plusSeconds(2))).isInstanceOf(Verifier.Verdict.Invalid.class);
    }

    @Test // RFC 9449 §6.1
    void a_bound_token_says_that_it_is() throws Exception {
        String bound = CLAIMS.replace("\"jti\"", "\"cnf\":{\"jkt\":\"thumb\"},\"jti\"");
        assertThat(verifier().verify(token(bound, key, "at+jwt", "k1"), NOW))
                .isInstanceOfSatisfying(
                        Verifier.Verdict.Valid.class,
                        v -> assertThat(v.token().key()).hasValue("thumb"));
    }
}
