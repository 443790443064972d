package dev.countersign.server.console;

import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.server.oauth.Resources;
import java.net.URI;

/**
 * What the console tells of this installation.
 *
 * @param device whether the device grant is offered
 * @param openRegistration whether anybody may register a client
 * @param onboarding whether an owner's own agent may ask for an owner token from anywhere
 * @param logKey the public key of the log of acts
 */
public record Installation(
        URI issuer,
        Resources resources,
        OwnerAuthorities authorities,
        boolean device,
        boolean openRegistration,
        boolean onboarding,
        String logKey) {}
