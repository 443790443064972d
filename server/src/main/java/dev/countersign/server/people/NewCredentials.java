package dev.countersign.server.people;

import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.store.Passkeys.Passkey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The credentials somebody chose in a form: a passkey, a passphrase, or both. */
record NewCredentials(Optional<WebAuthn.Made> passkey, Optional<String> passphrase, List<Problem> problems) {

    /**
     * @param made the passkey the browser made, when the form carries one
     * @param context words no passphrase may consist of
     */
    static NewCredentials of(
            Optional<String> attestation,
            Optional<WebAuthn.Made> made,
            String passphrase,
            String again,
            List<String> context) {
        var problems = new ArrayList<Problem>();
        if (attestation.isPresent() && made.isEmpty()) {
            problems.add(new Problem("passphrase", Phrases.say("new.passkey")));
        }
        if (attestation.isEmpty() && passphrase.isEmpty()) {
            problems.add(new Problem("passphrase", Phrases.say("new.none")));
        }
        if (!passphrase.isEmpty()) {
            PassphraseRules.objection(passphrase, context)
                    .map(sentence -> new Problem("passphrase", sentence))
                    .ifPresent(problems::add);
            // A browser without the second field, such as a script, means what it sent once.
            if (!again.isEmpty() && !again.equals(passphrase)) {
                problems.add(new Problem("again", Phrases.say("new.differ")));
            }
        }
        return new NewCredentials(
                made, passphrase.isEmpty() ? Optional.empty() : Optional.of(passphrase), List.copyOf(problems));
    }

    Optional<Passkey> passkey(OwnerId owner, String name, java.time.Instant now) {
        return passkey.map(
                made -> new Passkey(made.id(), owner, name, made.record(), made.signCount(), now, Optional.empty()));
    }
}
