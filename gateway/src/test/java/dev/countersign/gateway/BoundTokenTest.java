package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.Digest;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DPoP at the gateway (RFC 9449 §7, §9). */
class BoundTokenTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ECKey key = key();
    private HttpNotes upstream;
    private final Asking asking = new Asking("https://h.example/consent/1");
    private Running running;
    private Grant grant;
    private String url;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        upstream = new HttpNotes();
        running = new Running(
                folder,
                List.of(new ServerSettings(
                        "vault",
                        new Transport.Http(new HttpSettings(URI.create(upstream.url()), Map.of())),
                        Map.of(),
                        true,
                        Optional.of(Access.READ),
                        false)),
                asking,
                List.of());
        url = running.issuer + "/mcp";
        grant = running.grant(Authority.everything(url, Access.READ), Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
        upstream.close();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (com.nimbusds.jose.JOSEException failure) {
            throw new AssertionError(failure);
        }
    }

    private String bound() throws Exception {
        return running.token(grant, url, Optional.of(key.computeThumbprint().toString()));
    }

    private static String proof(ECKey key, String url, String token, @Nullable String nonce) throws Exception {
        String claims = "{\"jti\":\"" + UUID.randomUUID() + "\",\"htm\":\"POST\",\"htu\":\"" + url + "\",\"iat\":"
                + Instant.now().getEpochSecond() + ",\"ath\":\""
                + Digest.of(token).base64url() + "\""
                + (nonce == null ? "" : ",\"nonce\":\"" + nonce + "\"") + "}";
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                new Payload(claims));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }

    private HttpResponse<String> call(String at, String authorization, String... proofs) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(at)).POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                         "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""")),
                authorization,
                proofs);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String authorization, String... proofs)
            throws Exception {
        request.header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        for (String proof : proofs) {
            request.header("DPoP", proof);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String challenge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        return answer.headers().firstValue("WWW-Authenticate").orElseThrow();
    }

    @Test // RFC 9449 §7.1: scheme DPoP, a proof with ath
    void a_bound_token_with_its_proof_comes_in() throws Exception {
        String token = bound();
        HttpResponse<String> answer = call(url, "DPoP " + token, proof(key, url, token, null));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String nonce = answer.headers().firstValue("DPoP-Nonce").orElseThrow();
        assertThat(call(url, "dpop " + token, proof(key, url + "?x=y", token, nonce))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test // DESIGN Device: where an agent runs is what it proved with that very request
    void who_asks_for_more_with_a_bound_token_proved_its_key_and_who_asks_with_a_bearer_did_not() throws Exception {
        String token = bound();
        asksForMore("DPoP " + token, proof(key, url, token, null));
        asksForMore("Bearer " + running.token(grant, url));
        assertThat(asking.came())
                .extracting(StepUp.Holder::proved)
                .containsExactly(Optional.of(key.computeThumbprint().toString()), Optional.empty());
        assertThat(asking.came()).extracting(holder -> holder.grant().id()).containsOnly(grant.id());
    }

    private void asksForMore(String authorization, String... proofs) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "request_access")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"request_access",
                         "arguments":{"until":"P2D"},
                         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                  "io.modelcontextprotocol/clientCapabilities":{}}}}"""));
        HttpResponse<String> answer = send(request, authorization, proofs);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test // RFC 9449 §7.2: a bound token under the scheme Bearer is refused with 401
    void a_bound_token_sent_as_bearer_stays_out() throws Exception {
        String token = bound();
        for (String[] proofs : new String[][] {{}, {proof(key, url, token, null)}}) {
            assertThat(challenge(call(url, "Bearer " + token, proofs)))
                    .startsWith("DPoP error=\"invalid_token\"")
                    .contains("algs=\"ES256 ")
                    .contains("resource_metadata=\"" + running.issuer);
        }
    }

    @Test // RFC 9449 §7.1: a token that is bound to nothing is no DPoP token
    void an_unbound_token_under_the_scheme_dpop_stays_out() throws Exception {
        String token = running.token(grant, url);
        assertThat(challenge(call(url, "DPoP " + token, proof(key, url, token, null))))
                .startsWith("DPoP error=\"invalid_token\"");
        assertThat(call(url, "Bearer " + token).statusCode()).isEqualTo(200);
    }

    @Test // RFC 9449 §4.3 and §7.1: missing, foreign, replayed, for another token, address or key
    void a_wrong_proof_stays_out() throws Exception {
        String token = bound();
        String used = proof(key, url, token, null);
        assertThat(call(url, "DPoP " + token, used).statusCode()).isEqualTo(200);
        assertThat(challenge(call(url, "DPoP " + token, used))).contains("error=\"invalid_dpop_proof\"");
        assertThat(challenge(call(url, "DPoP " + token))).contains("error=\"invalid_dpop_proof\"");
        assertThat(challenge(call(url, "DPoP " + token, proof(key, url, "other", null))))
                .contains("error=\"invalid_dpop_proof\"");
        assertThat(challenge(call(url, "DPoP " + token, proof(key, url + "/vault", token, null))))
                .contains("error=\"invalid_dpop_proof\"");
        assertThat(challenge(call(url, "DPoP " + token, proof(key, url, token, null), proof(key, url, token, null))))
                .contains("error=\"invalid_dpop_proof\"");
        assertThat(challenge(call(url, "DPoP " + token, proof(key(), url, token, null))))
                .contains("error=\"invalid_token\"");
    }

    @Test // RFC 9449 §9: use_dpop_nonce, 401, with the nonce
    void a_nonce_that_is_not_ours_is_answered_with_ours() throws Exception {
        String token = bound();
        HttpResponse<String> answer = call(url, "DPoP " + token, proof(key, url, token, "made-up"));
        assertThat(challenge(answer)).startsWith("DPoP error=\"use_dpop_nonce\"");
        String nonce = answer.headers().firstValue("DPoP-Nonce").orElseThrow();
        assertThat(call(url, "DPoP " + token, proof(key, url, token, nonce)).statusCode())
                .isEqualTo(200);
    }

    @Test // issue 4 point 6: require-dpop per server
    void a_server_that_wants_a_key_takes_no_bearer_token() throws Exception {
        String vault = running.url("vault");
        Grant there = running.grant(Authority.everything(vault, Access.READ), Map.of());
        assertThat(challenge(call(vault, "Bearer " + running.token(there, vault))))
                .startsWith("DPoP error=\"invalid_token\"");
        assertThat(challenge(call(vault, "Basic none"))).startsWith("DPoP ").contains("algs=");
        String token =
                running.token(there, vault, Optional.of(key.computeThumbprint().toString()));
        assertThat(call(vault, "DPoP " + token, proof(key, vault, token, null)).statusCode())
                .isEqualTo(200);
    }
}
