package dev.countersign.server.operations;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the native crypto provider before the JDK's own: about thirteen times the ES256 signatures. Without it all works, slower. */
public final class NativeCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);

    private NativeCrypto() {}

    /** Installs it beside the rest of the start: it takes up to half a second to check itself. */
    public static void installBeside() {
        Thread.ofPlatform().daemon().name("native-crypto").start(NativeCrypto::install);
    }

    /** Whether it signs tokens now: false until it is installed, and where it cannot be. */
    public static boolean signs() {
        try {
            return Signature.getInstance("SHA256withECDSA").getProvider() == AmazonCorrettoCryptoProvider.INSTANCE;
        } catch (NoSuchAlgorithmException | LinkageError absent) {
            return false;
        }
    }

    private static void install() {
        try {
            AmazonCorrettoCryptoProvider.install();
            Throwable trouble = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
            if (trouble == null) {
                LOG.info("native crypto is in use");
            } else {
                LOG.info("the JDK does the cryptography; native crypto could not be loaded: {}", trouble.getMessage());
            }
        } catch (LinkageError absent) {
            LOG.info("the JDK does the cryptography; there is no native crypto for this platform");
        }
    }
}
