package dev.countersign.server.consent;

import dev.countersign.acts.Approve;
import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.consent.ConsentSettings.Place;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import dev.countersign.store.Owners;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pending request with everything its page needs: who asks what of whom, and what could be allowed at all.
 *
 * @param device the device's side of it, when it came from one
 * @param possible what the owner has and the client asked for: no choice goes beyond it
 * @param places where it could act; exactly one when the request leaves no choice
 * @param catalogues place → the tools its server shows now
 * @param absent servers that did not answer and so cannot be chosen now
 * @param oneCall what is special when it asks for a single call
 * @param earlier what this owner allowed this client before
 */
record Question(
        Asks.Ask ask,
        Optional<DeviceRequest> device,
        Asked asked,
        Owners.Owner owner,
        Authority possible,
        Authority ownerAuthority,
        List<Place> places,
        boolean choosePlaces,
        Map<String, Catalogue> catalogues,
        List<String> absent,
        Optional<OneCallQuestion> oneCall,
        EarlierGrants earlier) {

    /** The levels that add something, lowest first. */
    List<Access> levels() {
        var actions = possible.actions();
        return List.of(Access.values()).stream().filter(actions::contains).toList();
    }

    /** The tools that could be allowed at a place. */
    List<Tool> tools(Place place) {
        return Optional.ofNullable(catalogues.get(place.id()))
                .map(catalogue -> catalogue.tools().stream()
                        .filter(tool -> possible(place, tool))
                        .toList())
                .orElse(List.of());
    }

    private boolean possible(Place place, Tool tool) {
        return possible.at(place.id()).permissions().stream()
                .anyMatch(permission -> permission.actions().contains(tool.access())
                        && permission
                                .tools()
                                .map(names -> names.contains(tool.name()))
                                .orElse(true));
    }

    /** The grant whose token an agent asked with: for more, or for one call. */
    Optional<Grant> holder() {
        return ask.transport().equals(Approve.BY_HOLDER) ? earlier.proven() : oneCall.map(OneCallQuestion::beyond);
    }

    /** Whether an agent asked with what it holds, and does not hold it any more. */
    boolean moot() {
        return ask.transport().equals(Approve.BY_HOLDER) && earlier.moot();
    }

    /** How many hops of delegation could be allowed: none for a personal access token, which hands nothing on. */
    int deepest(int most) {
        return oneToken() ? 0 : most;
    }

    /** Whether one token will stand for all that is approved: it is never split by places, as those of an agent are. */
    boolean oneToken() {
        return ask.transport().equals("pat");
    }

    Optional<Place> placeOfServer(String server) {
        return places.stream()
                .filter(place -> place.server().filter(server::equals).isPresent())
                .findFirst();
    }
}
