package dev.countersign.server.people;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import dev.countersign.core.Digest;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Phrases;
import dev.countersign.store.Passkeys.Passkey;
import java.net.URI;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Passkeys (WebAuthn level 3, §7.1 and §7.2): always with user verification, for this issuer's host and exactly its
 * origin. No attestation is asked for. Thread-safe.
 */
public final class WebAuthn {
    private static final int TIMEOUT_MILLIS = 300_000;
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.EdDSA),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.ES256),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.RS256));

    /** A new passkey as the browser made it. */
    record Made(String id, String record, long signCount) {}

    private final String host;
    private final Origin origin;
    private final Optional<String> off;
    private final ObjectConverter objects = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(objects);
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(objects);

    public WebAuthn(URI issuer) {
        this.host = issuer.getHost().toLowerCase(Locale.ROOT);
        this.origin = new Origin(Requests.origin(issuer));
        this.off = whyOff(issuer.getScheme(), host);
    }

    /** Why passkeys cannot work at this issuer, as a sentence for a person; empty when they can. */
    public Optional<String> off() {
        return off;
    }

    private static Optional<String> whyOff(String scheme, String host) {
        if (host.startsWith("[") || host.matches("[0-9.]+")) {
            return Optional.of(Phrases.say("passkey.off.address"));
        }
        if (!scheme.equals("https") && !host.equals("localhost") && !host.endsWith(".localhost")) {
            return Optional.of(Phrases.say("passkey.off.http"));
        }
        return Optional.empty();
    }

    /** The JSON for {@code PublicKeyCredential.parseCreationOptionsFromJSON}. */
    String creationOptions(byte[] challenge, String user, String name, List<Passkey> present) {
        var object = JsonNodeFactory.instance.objectNode().put("challenge", encode(challenge));
        object.putObject("rp").put("id", host).put("name", "Countersign");
        object.putObject("user").put("id", user).put("name", name).put("displayName", name);
        var algorithms = object.putArray("pubKeyCredParams");
        ALGORITHMS.forEach(each -> algorithms
                .addObject()
                .put("type", "public-key")
                .put("alg", each.getAlg().getValue()));
        object.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", "required");
        object.put("attestation", "none").put("timeout", TIMEOUT_MILLIS);
        var exclude = object.putArray("excludeCredentials");
        present.forEach(each -> exclude.addObject().put("type", "public-key").put("id", each.id()));
        return object.toString();
    }

    /** The JSON for {@code PublicKeyCredential.parseRequestOptionsFromJSON}; with no passkeys named, any will do. */
    String requestOptions(byte[] challenge, List<Passkey> allowed) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("challenge", encode(challenge))
                .put("rpId", host)
                .put("userVerification", "required")
                .put("timeout", TIMEOUT_MILLIS);
        if (!allowed.isEmpty()) {
            var list = object.putArray("allowCredentials");
            allowed.forEach(each -> list.addObject().put("type", "public-key").put("id", each.id()));
        }
        return object.toString();
    }

    /** The options for a passkey of these to sign a digest. */
    public String challenge(Digest what, List<Passkey> allowed) {
        return requestOptions(what.bytes(), allowed);
    }

    /** The passkey in {@code credential.toJSON()}; empty when anything about it is wrong. */
    Optional<Made> made(String json, byte[] challenge) {
        try {
            var data = manager.verifyRegistrationResponseJSON(
                    json, new RegistrationParameters(server(challenge), ALGORITHMS, true, true));
            var authenticator =
                    Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
            var credential = authenticator.getAttestedCredentialData();
            if (credential == null) return Optional.empty();
            var record = JsonNodeFactory.instance
                    .objectNode()
                    .put("credential", encode(credentials.convert(credential)))
                    .put("backup_eligible", authenticator.isFlagBE())
                    .put("backed_up", authenticator.isFlagBS());
            return Optional.of(
                    new Made(encode(credential.getCredentialId()), record.toString(), authenticator.getSignCount()));
        } catch (RuntimeException _) { // whatever is wrong with what a browser sent, it proves nothing
            return Optional.empty();
        }
    }

    /** The credential id an assertion names; proves nothing. */
    static Optional<String> named(String json) {
        try {
            var id = StrictJson.parse(json).path("id");
            return id.isString() ? Optional.of(id.stringValue()) : Optional.empty();
        } catch (MalformedJson _) {
            return Optional.empty();
        }
    }

    /**
     * The new signature counter when {@code credential.toJSON()} is a valid assertion by this passkey over this challenge.
     * A counter that went back means a copy of the key may exist, and is refused (WebAuthn §6.1.1).
     */
    Optional<Long> verified(String json, Passkey passkey, byte[] challenge) {
        try {
            var stored = StrictJson.parse(passkey.record());
            var record = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    true,
                    stored.path("backup_eligible").asBoolean(),
                    stored.path("backed_up").asBoolean(),
                    passkey.signCount(),
                    credentials.convert(Base64.getUrlDecoder()
                            .decode(stored.path("credential").asString())),
                    null,
                    null,
                    null,
                    new HashSet<>());
            var data = manager.verifyAuthenticationResponseJSON(
                    json,
                    new AuthenticationParameters(
                            server(challenge),
                            record,
                            List.of(Base64.getUrlDecoder().decode(passkey.id())),
                            true,
                            true));
            return Optional.of(
                    Objects.requireNonNull(data.getAuthenticatorData()).getSignCount());
        } catch (RuntimeException _) { // whatever is wrong with what a browser sent, it proves nothing
            return Optional.empty();
        }
    }

    private ServerProperty server(byte[] challenge) {
        return ServerProperty.builder()
                .origin(origin)
                .rpId(host)
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
