package dev.countersign.server.host;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Origin;
import dev.countersign.acts.RenameDevice;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Digest;
import dev.countersign.core.Evidence;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.people.Passphrases;
import dev.countersign.server.people.Throttle;
import dev.countersign.store.Devices;
import dev.countersign.store.Owners;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where agents run, for the operator to see; an owner's own name for a device takes that owner's presence. */
final class DeviceDesk {
    private static final int SHOWN = 1000;

    private final Acts acts;
    private final Passphrases passphrases;
    private final Throttle throttle;

    DeviceDesk(Acts acts, Passphrases passphrases) {
        this.acts = acts;
        this.passphrases = passphrases;
        this.throttle = new Throttle(acts);
    }

    ObjectNode list() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("devices");
        for (Devices.Device device : acts.read(tx -> tx.devices().newest(SHOWN))) {
            ObjectNode shown = answer.withArray("devices")
                    .addObject()
                    .put("id", device.id().value())
                    .put("name", device.name())
                    .put(
                            "owner",
                            owner(device)
                                    .map(Owners.Owner::name)
                                    .orElse(device.owner().value()))
                    .put("key", device.thumbprint())
                    .put("first_seen_at", device.firstSeen().toString())
                    .put("last_seen_at", device.lastSeen().toString())
                    .put("last_seen_from", device.address());
            stopped(device.id()).ifPresent(kind -> shown.put("state", kind));
        }
        return answer;
    }

    /** Suspended or barred; revoking ends what was granted so far and stops nothing to come. */
    private Optional<String> stopped(DeviceId id) {
        List<Revocation> rows = acts.read(tx -> tx.revocations().of(List.of(RevocationKey.of(id))));
        return rows.stream()
                .map(Revocation::kind)
                .filter(kind -> kind != Revocation.Kind.REVOKED)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .sorted()
                .findFirst();
    }

    ObjectNode name(DeviceId id, String name, String passphrase) {
        Devices.Device device = acts.read(tx -> tx.devices().find(id))
                .orElseThrow(() -> new HostRefusal("there is no device " + id.value() + "; `devices list` names them"));
        String account = device.owner().value();
        throttle.take(account, "host").ifPresent(seconds -> {
            throw new HostRefusal("too many wrong passphrases; wait " + seconds + " seconds, then try again");
        });
        Optional<String> hash = acts.read(tx -> tx.owners().passphrase(device.owner()));
        if (!passphrases.verify(passphrase, hash)) {
            throw new HostRefusal("this is not the passphrase of the device's owner, "
                    + owner(device).map(Owners.Owner::name).orElse(account)
                    + "; with a passkey only, name it on the console's page of devices");
        }
        throttle.clear(account, "host");
        try {
            var what = Digest.of("rename-device\n" + id + "\n" + name.strip());
            var evidence = new Evidence("passphrase", "", what.base64url(), acts.now());
            acts.perform(new RenameDevice(device.owner(), id, name.strip(), evidence, Optional.empty()), Origin.HOST);
        } catch (IllegalArgumentException unfit) {
            throw new HostRefusal(String.valueOf(unfit.getMessage()));
        }
        return JsonNodeFactory.instance.objectNode().put("id", id.value()).put("name", name.strip());
    }

    private Optional<Owners.Owner> owner(Devices.Device device) {
        return acts.read(tx -> tx.owners().find(device.owner()));
    }
}
