package dev.countersign.acts;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.delegation.Chain;
import dev.countersign.core.delegation.Receiver;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who asks to receive, as the token endpoint knows it before it looks into the database.
 *
 * @param key thumbprint of the key this client proved, or a delegator names for it
 * @param configured whether the operator wrote the client down
 * @param credential whether it authenticates with a secret or an assertion of its own
 * @param vouched whether somebody who may speak for the key already did: the delegator in a ticket, or the subject token
 *     that is bound to the same key
 */
public record Candidate(
        ClientId client, Optional<String> key, boolean configured, boolean credential, boolean vouched) {

    /** The agent it would be under this subject. */
    public AgentId agent(Subject subject) {
        return AgentId.of(client, device(subject));
    }

    /** Where it would run. A service has no devices: they belong to people. */
    public Optional<DeviceId> device(Subject subject) {
        return subject instanceof Subject.Owner(OwnerId owner)
                ? key.map(thumbprint -> DeviceId.of(owner, thumbprint))
                : Optional.empty();
    }

    /** What the owner's own grants say of it. */
    Receiver receiver(Chain from, Tx tx, Instant now) {
        var subject = from.root().subject();
        var approved = configured && (credential || vouched) ? List.<Grant>of() : approved(subject, tx, now);
        var agent = agent(subject);
        var known = configured
                ? Receiver.Known.CONFIGURED
                : approved.isEmpty() ? Receiver.Known.STRANGER : Receiver.Known.ACQUAINTED;
        var proof = credential
                ? Receiver.Proof.CREDENTIAL
                : key.isEmpty()
                        ? Receiver.Proof.NONE
                        : vouched
                                        || approved.stream()
                                                .anyMatch(grant -> grant.agent().equals(agent))
                                ? Receiver.Proof.VOUCHED_KEY
                                : Receiver.Proof.STRANGE_KEY;
        return new Receiver(client, device(subject), proof, known);
    }

    /** Live grants a human gave this client. What agents handed to it makes it nobody's acquaintance. */
    private List<Grant> approved(Subject subject, Tx tx, Instant now) {
        if (!(subject instanceof Subject.Owner(OwnerId owner))) return List.of();
        return tx.grants().given(owner, client, now).stream()
                .filter(grant -> Standing.of(grant, tx, now).alive())
                .toList();
    }
}
