package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.core.SampleGrants;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

// DESIGN section 1: write, the token endpoint and introspection ask the database; what a writer remembers is never
// older.
@ParameterizedClass
@EnumSource(Database.class)
class KnownTest {
    private static final String NOTES = "http://localhost:8420/mcp/notes";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final int SEEDS = 12;
    private static final int STEPS = 80;

    private final Database database;

    @TempDir
    Path folder;

    private Store store;

    KnownTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        store = Store.open(database.url(folder), InstantSource.system());
        store.write(tx -> {
            tx.owners().insert(new Owners.Owner(new OwnerId("ow_ada"), "ada", Role.OWNER, NOW, "host"));
            return true;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_is_found_while_writing_is_what_was_written_last() {
        for (var seed = 0; seed < SEEDS; seed++) new Story(seed).tell();
    }

    @Test
    void a_grant_that_was_never_committed_is_not_found() {
        var grant = grant("gr_undone", Access.READ);
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.grants().insert(grant, "", "");
                    assertThat(tx.grants().find(grant.id())).contains(grant);
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(found(grant.id())).isEmpty();
    }

    /** Random changes, some of them undone, beside a model of what must then stand there. */
    private final class Story {
        private final Random random;
        private final String name;
        private final Map<GrantId, Grant> grants = new HashMap<>();
        private final Set<RevocationKey> revoked = new HashSet<>();

        Story(int seed) {
            this.random = new Random(seed);
            this.name = "gr_" + seed + "_";
        }

        void tell() {
            for (var step = 0; step < STEPS; step++) {
                var id = new GrantId(name + random.nextInt(4));
                if (random.nextInt(4) == 0) {
                    var before = Map.copyOf(grants);
                    var gone = Set.copyOf(revoked);
                    assertThatThrownBy(() -> store.write(tx -> {
                                change(id, tx);
                                throw new IllegalStateException("undone");
                            }))
                            .hasMessage("undone");
                    grants.clear();
                    grants.putAll(before);
                    revoked.clear();
                    revoked.addAll(gone);
                } else {
                    store.write(tx -> change(id, tx));
                }
                assertThat(found(id)).as(name + step).isEqualTo(Optional.ofNullable(grants.get(id)));
                assertThat(rows(id)).as(name + step).isEqualTo(expected(id));
            }
        }

        private boolean change(GrantId id, Tx tx) {
            // Nothing races here, so no transaction runs twice.
            switch (Math.floorMod(id.hashCode() + grants.size() + revoked.size(), 3)) {
                case 0 -> {
                    if (!grants.containsKey(id)) {
                        grants.put(id, grant(id.value(), Access.WRITE));
                        tx.grants().insert(grants.get(id), "", "");
                    } else {
                        grants.put(id, grant(id.value(), Access.READ));
                        tx.grants().narrow(grants.get(id));
                    }
                }
                case 1 -> {
                    revoked.add(RevocationKey.of(id));
                    tx.revocations().put(new Revocation(RevocationKey.of(id), Revocation.Kind.SUSPENDED, NOW));
                }
                default -> {
                    revoked.remove(RevocationKey.of(id));
                    tx.revocations().remove(RevocationKey.of(id), Revocation.Kind.SUSPENDED);
                }
            }
            assertThat(tx.grants().find(id)).isEqualTo(Optional.ofNullable(grants.get(id)));
            return true;
        }

        private Set<RevocationKey> expected(GrantId id) {
            return revoked.stream().filter(RevocationKey.of(id)::equals).collect(Collectors.toSet());
        }
    }

    private Optional<Grant> found(GrantId id) {
        return store.write(tx -> tx.grants().find(id));
    }

    private Set<RevocationKey> rows(GrantId id) {
        return store.write(tx -> tx.revocations().of(Set.of(RevocationKey.of(id), RevocationKey.ALL)).stream()
                .map(Revocation::key)
                .collect(Collectors.toSet()));
    }

    private static Grant grant(String name, Access access) {
        return SampleGrants.adas(name, Authority.everything(NOTES, access), NOW);
    }
}
