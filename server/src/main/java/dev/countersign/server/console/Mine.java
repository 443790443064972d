package dev.countersign.server.console;

import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Subject;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Refusal;
import dev.countersign.store.Devices;
import dev.countersign.store.Tx;

/** What an address names, when it is the looking owner's; else there is no such thing, for nobody learns of others'. */
final class Mine {
    private Mine() {}

    /**
     * @throws Refusal.Page 404 when this owner has none
     */
    static Grant grant(Look look, Tx tx) {
        return tx.grants()
                .find(new GrantId(look.segment("id")))
                .filter(found -> found.subject().equals(new Subject.Owner(look.owner())))
                .orElseThrow(() -> none("grant"));
    }

    /**
     * @throws Refusal.Page 404 when this owner has none
     */
    static Devices.Device device(Look look, Tx tx) {
        return tx.devices()
                .find(new DeviceId(look.segment("id")))
                .filter(found -> found.owner().equals(look.owner()))
                .orElseThrow(() -> none("device"));
    }

    static Refusal.Page none(String kind) {
        return new Refusal.Page(404, Phrases.say("none." + kind), Phrases.say("none.remedy"));
    }
}
