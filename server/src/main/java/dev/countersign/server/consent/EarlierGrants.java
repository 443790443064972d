package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.Replacement;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.CatalogueDifference;
import dev.countersign.server.consent.ConsentSettings.Place;
import dev.countersign.store.Asks;
import dev.countersign.store.Devices;
import dev.countersign.store.Owners;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the same owner allowed the same client before and what still lives of it, as far as it bears on a request.
 *
 * @param proven the grant whose place the approval takes, because the request carried a living token of it
 * @param sameKey grants on the device whose key the request proved: the approval takes their place where it covers them
 * @param others grants beside which the approval will stand, at the same places, that were there when the request came,
 *     newest first
 * @param moot whether the request goes on from a grant that has ended since
 * @param differences how the tools of a place differ from those that were seen for the last of these grants
 * @param devices what the devices of these grants are called
 */
record EarlierGrants(
        Optional<Grant> proven,
        List<Grant> sameKey,
        List<Grant> others,
        boolean moot,
        Map<String, Since> differences,
        Map<DeviceId, String> devices) {
    static final EarlierGrants NONE =
            new EarlierGrants(Optional.empty(), List.of(), List.of(), false, Map.of(), Map.of());

    private static final int MOST = 8;

    /** What differs at one place since a grant was approved. */
    record Since(Instant approvedAt, CatalogueDifference difference) {}

    static EarlierGrants of(
            Acts acts,
            Asks.Ask ask,
            Asked asked,
            Owners.Owner owner,
            List<Place> places,
            Map<String, Catalogue> catalogues) {
        if (asked.kind() != TokenKind.CLIENT
                || ask.transport().equals("call")
                || ask.client().equals(ClientId.PERSONAL)) {
            return NONE;
        }
        var now = acts.now();
        return acts.read(tx -> {
            var living = tx.grants().given(owner.id(), ask.client(), now).stream()
                    .filter(EarlierGrants::whole)
                    .filter(grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now)
                            .alive())
                    .toList();
            var proven = asked.stepUp()
                    .flatMap(stepUp -> living.stream()
                            .filter(grant -> grant.id().equals(stepUp.grant()))
                            .findFirst());
            Predicate<Grant> isProven = grant -> proven.filter(grant::equals).isPresent();
            var sameKey = living.stream()
                    .filter(isProven.negate())
                    .filter(grant -> Replacement.sameKey(grant, asked) && within(grant, places))
                    .toList();
            var others = living.stream()
                    .filter(isProven.negate())
                    .filter(grant -> !sameKey.contains(grant) && touches(grant, places))
                    // What another tab approved meanwhile is not earlier: this page need not be read anew for it.
                    .filter(grant -> !grant.approvedAt().isAfter(ask.createdAt()))
                    .limit(MOST)
                    .toList();
            var all = Stream.of(proven.stream(), sameKey.stream(), others.stream())
                    .flatMap(each -> each)
                    .toList();
            return new EarlierGrants(
                    proven,
                    sameKey,
                    others,
                    asked.stepUp().isPresent() && proven.isEmpty(),
                    differences(all, places, catalogues, tx),
                    names(all, tx));
        });
    }

    private static boolean whole(Grant grant) {
        return grant.kind() == TokenKind.CLIENT
                && grant.maxUses().isEmpty()
                && grant.subject() instanceof Subject.Owner;
    }

    private static boolean touches(Grant grant, List<Place> places) {
        return places.stream().anyMatch(place -> grant.authority().locations().contains(place.id()));
    }

    private static boolean within(Grant grant, List<Place> places) {
        return places.stream()
                .map(Place::id)
                .toList()
                .containsAll(grant.authority().locations());
    }

    private static Map<String, Since> differences(
            List<Grant> grants, List<Place> places, Map<String, Catalogue> catalogues, Tx tx) {
        var differences = new LinkedHashMap<String, Since>();
        for (var place : places) {
            var now = catalogues.get(place.id());
            if (now == null || place.server().isEmpty()) continue;
            var server = place.server().get();
            grants.stream()
                    .filter(grant -> grant.catalogues().containsKey(server))
                    .findFirst()
                    .ifPresent(last -> tx.catalogues()
                            .body(last.catalogues().getOrDefault(server, ""))
                            .map(then -> CatalogueDifference.between(Catalogue.parse(then), now))
                            .filter(difference -> !difference.isNothing())
                            .ifPresent(difference ->
                                    differences.put(place.id(), new Since(last.approvedAt(), difference))));
        }
        return differences;
    }

    private static Map<DeviceId, String> names(List<Grant> grants, Tx tx) {
        var names = new HashMap<DeviceId, String>();
        grants.forEach(grant -> grant.device()
                .ifPresent(device -> tx.devices()
                        .find(device)
                        .map(Devices.Device::name)
                        .ifPresent(name -> names.put(device, name))));
        return names;
    }
}
