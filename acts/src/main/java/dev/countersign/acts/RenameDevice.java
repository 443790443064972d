package dev.countersign.acts;

import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;

/** Gives an owner's device another name. What a page shows under a name is trusted, so a human must be present for this. */
public record RenameDevice(OwnerId owner, DeviceId device, String name) implements Act<Boolean> {
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
        return Done.of(true, Event.of(owner).on(device));
    }
}
