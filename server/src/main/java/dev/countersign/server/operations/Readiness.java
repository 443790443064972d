package dev.countersign.server.operations;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Keys;
import dev.countersign.store.StoreUnavailable;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The conditions of being ready: the store answers, this clock and the database's agree, and there is a key to sign with. */
public final class Readiness {
    private static final Duration APART = Duration.ofSeconds(2);

    private Readiness() {}

    public static List<Health.Check> checks(Acts acts, Keys keys) {
        return List.of(
                new Health.Check("store", () -> store(acts)),
                new Health.Check("clock", () -> clock(acts)),
                new Health.Check(
                        "keys",
                        () -> keys.published().isEmpty() ? Optional.of("there is no signing key") : Optional.empty()));
    }

    private static Optional<String> store(Acts acts) {
        try {
            acts.read(Tx::databaseTime);
            return Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.of("the database does not answer");
        }
    }

    private static Optional<String> clock(Acts acts) {
        Duration apart =
                Duration.between(acts.read(Tx::databaseTime), acts.now()).abs();
        return apart.compareTo(APART) > 0
                ? Optional.of("this clock is " + apart.toMillis() + " ms from the database's; set both by NTP")
                : Optional.empty();
    }
}
