package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.countersign.cli.login.ForeignServer.Says;
import dev.countersign.core.Digest;
import dev.countersign.core.json.StrictJson;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Proof of this computer's key, before servers that are not ours. */
class ProvenLoginTest {
    private static final String PROVING = ",\"dpop_signing_alg_values_supported\":[\"ES256\"]";

    private final ForeignServer server = new ForeignServer();
    private final Web web = new Web();
    private final DeviceKey key = DeviceKey.fresh();

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void the_request_and_every_poll_prove_one_key_and_the_token_is_bound_to_it() // RFC 9449 §5, RFC 8628 §3.4
            throws LoginException, ParseException {
        Tokens tokens = login(PROVING, "DPoP", false);

        assertThat(tokens.key()).contains(key);
        assertThat(server.proofs("/device")).hasSize(1);
        JWTClaimsSet poll = claims(server.proofs("/token").getFirst());
        assertThat(poll.getStringClaim("htm")).isEqualTo("POST");
        assertThat(poll.getStringClaim("htu")).isEqualTo(server.url() + "/token");
        assertThat(poll.getClaim("ath")).isNull();
        assertThat(poll.getJWTID())
                .isNotEqualTo(claims(server.proofs("/device").getFirst()).getJWTID());
    }

    @Test
    void a_server_that_binds_nothing_sees_no_proof_and_one_that_gives_a_bearer_token_gave_one() // RFC 9449 §5
            throws LoginException {
        assertThat(login("", "Bearer", false).key()).isEmpty();
        assertThat(server.proofs("/token")).containsOnly("");
        assertThat(login(",\"dpop_signing_alg_values_supported\":[\"EdDSA\"]", "Bearer", false)
                        .key())
                .isEmpty();
        assertThat(server.proofs("/token")).containsOnly("");

        assertThat(login(PROVING, "Bearer", false).key()).isEmpty();
        assertThat(server.proofs("/token").getLast()).isNotEmpty();
    }

    @Test
    void a_token_that_leaves_this_program_is_not_bound() throws LoginException { // issue 3 §6: --print-token
        assertThat(login(PROVING, "Bearer", true).key()).isEmpty();
        assertThat(server.proofs("/device")).containsOnly("");
        assertThat(server.proofs("/token")).containsOnly("");

        assertThatThrownBy(() -> login(PROVING, "DPoP", true))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.sentence()).contains("it asked for a bearer token"));
    }

    @Test
    void a_nonce_that_the_server_wants_is_in_the_next_proof() throws LoginException, ParseException { // RFC 9449 §8
        AtomicReference<String> wanted = new AtomicReference<>("n1");
        server.ordinary("\"" + ServerMetadata.DEVICE_GRANT + "\"", PROVING).answers("/token", form -> {
            try {
                boolean there = wanted.get()
                        .equals(claims(server.proofs("/token").getLast()).getClaim("nonce"));
                return there
                        ? Says.ok("{\"access_token\":\"at\",\"token_type\":\"DPoP\"}")
                        : new Says(400, "{\"error\":\"use_dpop_nonce\"}", Map.of("DPoP-Nonce", wanted.get()));
            } catch (ParseException e) {
                throw new AssertionError(e);
            }
        });
        Bound bound = Bound.in(Duration.ofSeconds(20));
        ServerMetadata metadata = new Discovery(web, bound).server(server.url());
        TokenEndpoint endpoint = new TokenEndpoint(web, metadata, ClientIdentity.known("c1"), Optional.of(key));

        assertThat(endpoint.refresh("rt", "r", "", bound)).isInstanceOf(TokenAnswer.Given.class);
        assertThat(server.proofs("/token")).hasSize(2);
        assertThat(endpoint.refresh("rt", "r", "", bound)).isInstanceOf(TokenAnswer.Given.class);
        assertThat(server.proofs("/token")).as("it is remembered").hasSize(3);

        wanted.set("n2");
        server.answers(
                "/token",
                form -> new Says(400, "{\"error\":\"use_dpop_nonce\"}", Map.of("DPoP-Nonce", "never this one")));
        assertThat(endpoint.refresh("rt", "r", "", bound))
                .as("a server that is never content is asked twice")
                .isInstanceOf(TokenAnswer.Refused.class);
        assertThat(server.proofs("/token")).hasSize(5);
    }

    @Test
    void what_opens_a_resource_names_the_token_and_not_the_query() throws ParseException { // RFC 9449 §4.2, §7.1
        URI address = URI.create("https://h.example/mcp/notes?x=1");
        Map<String, String> headers = new Pass("at", Optional.of(key)).headers("GET", address, Optional.of("n"));

        assertThat(headers).containsEntry("Authorization", "DPoP at");
        JWTClaimsSet claims = claims(String.valueOf(headers.get("DPoP")));
        assertThat(claims.getStringClaim("htm")).isEqualTo("GET");
        assertThat(claims.getStringClaim("htu")).isEqualTo("https://h.example/mcp/notes");
        assertThat(claims.getStringClaim("ath")).isEqualTo(Digest.of("at").base64url());
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n");
        assertThat(claims.getIssueTime().toInstant())
                .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(1));
        assertThat(Pass.bearer("at").headers("GET", address, Optional.empty()))
                .containsExactly(Map.entry("Authorization", "Bearer at"));
    }

    @Test
    void the_private_half_is_in_no_proof_and_in_no_words() throws ParseException { // RFC 9449 §4.2
        SignedJWT proof = SignedJWT.parse(
                key.proof("POST", URI.create("https://h.example/token"), Optional.empty(), Optional.empty()));
        String secret = key.jwk().path("d").asString();

        assertThat(secret).isNotEmpty();
        assertThat(proof.getHeader().getJWK().isPrivate()).isFalse();
        assertThat(proof.getHeader().toString()).doesNotContain(secret);
        assertThat(key.toString()).doesNotContain(secret);
        assertThat(DeviceKey.read(key.jwk())).isEqualTo(key);
        assertThatThrownBy(() ->
                        DeviceKey.read(StrictJson.parse("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + secret + "\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(secret)
                .hasNoCause();
    }

    private Tokens login(String more, String type, boolean bearer) throws LoginException {
        server.ordinary("\"" + ServerMetadata.DEVICE_GRANT + "\"", more)
                .answers(
                        "/device",
                        "{\"device_code\":\"dc\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"SELF/x\","
                                + "\"expires_in\":60,\"interval\":1}")
                .answers("/token", "{\"access_token\":\"at\",\"token_type\":\"" + type + "\"}");
        Bound bound = Bound.in(Duration.ofSeconds(20));
        Target target = new Discovery(web, bound).ofMcp(server.url() + "/mcp").orElseThrow();
        Registrations registrations = new Registrations() {
            @Override
            public Optional<ClientIdentity> of(String issuer) {
                return Optional.empty();
            }

            @Override
            public void keep(String issuer, ClientIdentity identity) {}

            @Override
            public DeviceKey key(String issuer) {
                return key;
            }
        };
        return new Login(web, registrations, Surroundings.here(), stage -> {}, new LinkedBlockingQueue<>(), bound)
                .run(
                        target,
                        new Login.Wishes(Way.DEVICE, Optional.empty(), Optional.empty(), false, bearer),
                        () -> false)
                .orElseThrow()
                .tokens();
    }

    private static JWTClaimsSet claims(String proof) throws ParseException {
        return SignedJWT.parse(proof).getJWTClaimsSet();
    }
}
