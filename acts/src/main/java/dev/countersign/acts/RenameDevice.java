package dev.countersign.acts;

import dev.countersign.core.DeviceId;
import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Gives an owner's device another name; its owner proved presence on this, for what a page shows under a name is trusted.
 *
 * @param count the passkey's new signature counter
 */
public record RenameDevice(OwnerId owner, DeviceId device, String name, Evidence evidence, Optional<Long> count)
        implements Act<Boolean> {
    /** The longest name, in characters. */
    public static final int LONGEST = 60;

    public RenameDevice {
        if (name.isBlank() || name.length() > LONGEST) {
            throw new IllegalArgumentException("a device's name has 1 to " + LONGEST + " characters");
        }
    }

    /** False when the owner has no such device. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.devices().rename(device, owner, name)) return Done.unchanged(false);
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return Done.of(true, Event.of(owner).on(device).with("method", evidence.method()));
    }
}
