package dev.countersign.guard;

import com.nimbusds.jose.jwk.ECKey;
import java.util.Optional;

/** The published signing keys of the issuer. */
@FunctionalInterface
public interface PublicKeys {
    /** The key of this id, when it is published. */
    Optional<ECKey> find(String kid);
}
