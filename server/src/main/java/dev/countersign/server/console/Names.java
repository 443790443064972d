package dev.countersign.server.console;

import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.store.Devices;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Tx;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * What clients, devices and places are called. Foreign names have been made harmless.
 *
 * @param clients how clients call themselves; empty falls back to the client_id
 * @param places what a resource is called here; empty falls back to its address
 */
record Names(Function<ClientId, Optional<String>> clients, Function<String, Optional<String>> places) {
    String client(ClientId id) {
        if (id.equals(ClientId.PERSONAL)) return Phrases.say("name.personal");
        return Foreign.name(clients.apply(id).orElse(id.value()));
    }

    /** Who holds a grant: the client, or the token that stands for it. */
    String holder(Grant grant, Tx tx) {
        if (!grant.client().equals(ClientId.PERSONAL)) return client(grant.client());
        return tx.personalTokens()
                .ofGrant(grant.id())
                .map(PersonalTokens.Token::name)
                .map(name -> Phrases.say("name.token", Foreign.name(name)))
                .orElseGet(() -> client(grant.client()));
    }

    /** Where an agent runs: what its owner calls the device, or that nobody proved it. */
    static String where(Optional<DeviceId> device, Tx tx) {
        return device.isPresent() ? runsOn(device, tx) : Phrases.say("name.unproven");
    }

    /** The same beside a label that says what it is. */
    static String runsOn(Optional<DeviceId> device, Tx tx) {
        return device.map(id -> tx.devices()
                        .find(id)
                        .map(Devices.Device::name)
                        .map(Foreign::name)
                        .orElse(id.value()))
                .orElseGet(() -> Phrases.say("agent.where.unproven"));
    }

    String place(String location) {
        return Foreign.text(
                places.apply(location).orElseGet(() -> {
                    var host = URI.create(location).getHost();
                    return host == null ? location : host;
                }),
                80);
    }
}
