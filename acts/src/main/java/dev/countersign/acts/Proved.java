package dev.countersign.acts;

import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.Subject;
import dev.countersign.store.Devices;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that was proved with a request (RFC 9449): it tells on which device the agent of an owner's grant runs.
 *
 * @param thumbprint of the key (RFC 7638)
 * @param address where the proof came from
 * @param bindsRefresh whether refresh tokens are bound to it: those of public clients, which have nothing else to prove
 */
public record Proved(String thumbprint, String address, boolean bindsRefresh) {

    /** The grant where the key says it is; a grant that is somewhere already, and one without an owner, stays as it is. */
    Grant place(Grant grant) {
        return grant.device().isPresent() ? grant : device(grant).map(grant::on).orElse(grant);
    }

    /** Notes that the device was seen, when the grant is on it. */
    void seen(Grant grant, Tx tx, Instant now) {
        if (!(grant.subject() instanceof Subject.Owner(var owner))) return;
        device(grant)
                .filter(device -> grant.device().filter(device::equals).isPresent())
                .ifPresent(device -> tx.devices()
                        .seen(new Devices.Device(device, thumbprint, owner, name(device), now, now, address)));
    }

    private Optional<DeviceId> device(Grant grant) {
        return grant.subject() instanceof Subject.Owner(var owner)
                ? Optional.of(DeviceId.of(owner, thumbprint))
                : Optional.empty();
    }

    /** What a device is called until its owner names it. */
    private static String name(DeviceId device) {
        return "Device " + device.value().substring(3, 9);
    }
}
