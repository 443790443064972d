package dev.countersign.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;

/** A private Ed25519 key that signs notes or cosigns checkpoints. Its text form is never printed. */
public final class NoteSigner {
    private final NoteKey key;
    private final PrivateKey secret;

    private NoteSigner(NoteKey key, PrivateKey secret) {
        this.key = key;
        this.secret = secret;
    }

    /** A fresh key. */
    public static NoteSigner generate(String name, NoteKey.Kind kind) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var encoded = pair.getPublic().getEncoded();
            var point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            return new NoteSigner(new NoteKey(name, kind, point), pair.getPrivate());
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    /**
     * A key made before.
     *
     * @param pkcs8 what {@link #pkcs8} gave
     * @throws IllegalArgumentException when it is no Ed25519 key, or not the private part of {@code key}
     */
    public static NoteSigner of(NoteKey key, byte[] pkcs8) {
        try {
            var secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            var signer = new NoteSigner(key, secret);
            var probe = "probe".getBytes(StandardCharsets.US_ASCII);
            if (key.signed(probe, signer.signature(probe))) return signer;
            throw new IllegalArgumentException("this is not the private part of the key of " + key.name());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no Ed25519 key", e);
        }
    }

    /** The private part, to be sealed and kept. */
    public byte[] pkcs8() {
        return secret.getEncoded();
    }

    public NoteKey key() {
        return key;
    }

    /** Adds this key's signature to a note. */
    public SignedNote sign(SignedNote note) {
        if (key.kind() != NoteKey.Kind.NOTE) throw new IllegalStateException("this key cosigns only");
        return note.with(line(signature(note.text().getBytes(StandardCharsets.UTF_8))));
    }

    /** Adds this key's statement that it saw this checkpoint at that time (C2SP tlog-cosignature). */
    public SignedNote cosign(SignedNote note, Instant at) {
        if (key.kind() != NoteKey.Kind.COSIGNATURE) throw new IllegalStateException("this key does not cosign");
        var seconds = at.getEpochSecond();
        var stamped = ByteBuffer.allocate(8 + 64).putLong(seconds);
        return note.with(line(stamped.put(signature(SignedNote.cosigned(note.text(), seconds)))
                .array()));
    }

    private SignedNote.Line line(byte[] bytes) {
        return new SignedNote.Line(key.name(), key.id(), bytes);
    }

    private byte[] signature(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("signing failed", impossible);
        }
    }

    @Override
    public String toString() {
        return "NoteSigner[" + key.name() + "]";
    }
}
