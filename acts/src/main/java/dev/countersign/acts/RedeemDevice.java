package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.Lineage;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Redeems an approved device request, once (RFC 8628 §3.4, §3.5). Of polls that race one gets the grant. A later one gets
 * nothing and ends nothing: a device whose answer was lost polls again in good faith.
 *
 * @param ask the request: named by the hash of its device code
 * @param lineageId id of the refresh lineage to begin, when the client may refresh
 * @param key the key this poll proved
 * @param worthRefreshingAfter a grant that ends by then gets no refresh token
 */
public record RedeemDevice(
        String ask,
        ClientId client,
        Optional<String> lineageId,
        Optional<Proved> key,
        Instant now,
        Instant worthRefreshingAfter)
        implements Act<RedeemDevice.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        record Redeemed(Grant grant, Instant authTime, Optional<Lineage> lineage) implements Outcome {}

        /**
         * @param why for the client's developer
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var found = tx.deviceRequests().find(ask).filter(this::mine);
        if (found.isEmpty()) return refused("the device_code is not known; ask for another");
        var request = found.get();
        if (request.ask().state() != Asks.State.APPROVED) return refused("the request was not approved");
        var approved = tx.grants().find(request.ask().grant().orElseThrow()).orElseThrow();
        var grant = key.map(proved -> proved.place(approved)).orElse(approved);
        if (!Standing.of(grant, tx, now).alive()) return refused("the grant behind this device_code has ended");
        if (!tx.deviceRequests().redeem(ask, now)) return refused("the device_code was redeemed before; it works once");
        key.ifPresent(proved -> {
            tx.grants().place(grant);
            proved.seen(grant, tx, now);
        });
        var authTime = grant.approval() instanceof Approval.Presence(var evidence) ? evidence.at() : grant.approvedAt();
        var lineage = lineageId
                .filter(_ -> grant.until().isAfter(worthRefreshingAfter))
                .map(id -> new Lineage(id, grant.id(), client, lineageKey(), 0, List.of()));
        lineage.ifPresent(fresh -> tx.lineages().insert(fresh, authTime, now));
        return Done.of(
                new Outcome.Redeemed(grant, authTime, lineage), Event.of(grant).with("ask", ask));
    }

    private Optional<String> lineageKey() {
        return key.filter(Proved::bindsRefresh).map(Proved::thumbprint);
    }

    private boolean mine(DeviceRequest request) {
        return request.ask().client().equals(client)
                && (request.key().isEmpty() || request.key().equals(key.map(Proved::thumbprint)));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
