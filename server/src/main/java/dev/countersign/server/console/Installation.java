package dev.countersign.server.console;

import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.server.oauth.Resources;
import java.net.URI;
import java.time.Duration;

/**
 * What the console tells of this installation.
 *
 * @param device whether the device grant is offered
 * @param openRegistration whether anybody may register a client
 * @param onboarding whether an owner's own agent may ask for an owner token from anywhere
 * @param logKey the public key of the log of acts
 * @param patience how long a request waits for its owner
 */
public record Installation(
        URI issuer,
        Resources resources,
        OwnerAuthorities authorities,
        boolean device,
        boolean openRegistration,
        boolean onboarding,
        String logKey,
        Duration patience) {}
