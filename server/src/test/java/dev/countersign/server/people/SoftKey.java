package dev.countersign.server.people;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** An authenticator in software (WebAuthn §6): one ES256 credential, told what to get wrong. */
public final class SoftKey {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int ATTESTED = 0x40;

    private final byte[] id = new byte[16];
    private final KeyPair pair;
    private final String origin;
    private int count = 1;
    private boolean verifies = true;

    public SoftKey(String origin) throws GeneralSecurityException {
        new SecureRandom().nextBytes(id);
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        pair = generator.generateKeyPair();
        this.origin = origin;
    }

    public String id() {
        return encode(id);
    }

    /** From now on it does, or does not, verify the user. */
    public SoftKey verifying(boolean yes) {
        verifies = yes;
        return this;
    }

    /** From now on it counts from here. */
    public SoftKey countingFrom(int next) {
        count = next;
        return this;
    }

    /** What {@code navigator.credentials.create} answers to these options. */
    public String make(String options) {
        var parsed = JSON.readTree(options);
        var client = client("webauthn.create", parsed.path("challenge").asString());
        var data = data(parsed.path("rp").path("id").asString(), ATTESTED);
        var attestation = new ByteArrayOutputStream();
        attestation.write(0xa3);
        text(attestation, "fmt");
        text(attestation, "none");
        text(attestation, "attStmt");
        attestation.write(0xa0);
        text(attestation, "authData");
        bytes(attestation, data);
        var response = JsonNodeFactory.instance
                .objectNode()
                .put("clientDataJSON", encode(client))
                .put("attestationObject", encode(attestation.toByteArray()));
        response.putArray("transports").add("internal");
        return credential(response);
    }

    /** What {@code navigator.credentials.get} answers to these options. */
    public String sign(String options) throws GeneralSecurityException {
        var parsed = JSON.readTree(options);
        var client = client("webauthn.get", parsed.path("challenge").asString());
        var data = data(parsed.path("rpId").asString(), 0);
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(data);
        signature.update(sha256(client));
        return credential(JsonNodeFactory.instance
                .objectNode()
                .put("clientDataJSON", encode(client))
                .put("authenticatorData", encode(data))
                .put("signature", encode(signature.sign())));
    }

    private String credential(JsonNode response) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("id", id())
                .put("rawId", id())
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform");
        object.set("response", response);
        object.putObject("clientExtensionResults");
        return object.toString();
    }

    private byte[] client(String type, String challenge) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("challenge", challenge)
                .put("origin", origin)
                .put("crossOrigin", false)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(String rpId, int more) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(sha256(rpId.getBytes(StandardCharsets.UTF_8)));
        out.write(PRESENT | (verifies ? VERIFIED : 0) | more);
        out.writeBytes(ByteBuffer.allocate(4).putInt(count++).array());
        if (more == ATTESTED) {
            out.writeBytes(new byte[16]);
            out.write(0);
            out.write(id.length);
            out.writeBytes(id);
            var key = (ECPublicKey) pair.getPublic();
            out.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
            bytes(out, coordinate(key.getW().getAffineX().toByteArray()));
            out.write(0x22);
            bytes(out, coordinate(key.getW().getAffineY().toByteArray()));
        }
        return out.toByteArray();
    }

    private static byte[] coordinate(byte[] number) {
        var out = new byte[32];
        var length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, out, 32 - length, length);
        return out;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 | text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
        out.write(0x58);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
