package dev.countersign.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.OwnerId;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The places of live streams. */
class StreamPlacesTest {
    private static final OwnerId ADA = new OwnerId("own_ada");

    @Test
    void however_many_come_at_once_one_owner_gets_no_more_than_theirs() throws Exception { // DESIGN Throttles
        for (var round = 0; round < 50; round++) {
            var places = new StreamPlaces(256, 16);
            var tries = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 64; i++) tries.add(() -> places.take(ADA));
            var got = 0;
            try (var crowd = Executors.newFixedThreadPool(16)) {
                for (var each : crowd.invokeAll(tries)) if (each.get()) got++;
            }

            assertThat(got).isEqualTo(16);
            assertThat(places.look(ADA)).isEqualTo(StreamPlaces.Answer.ENOUGH);
        }
    }

    @Test
    void a_place_that_was_given_back_is_free_and_all_have_an_end() { // DESIGN Throttles
        var places = new StreamPlaces(2, 1);
        assertThat(places.take(ADA)).isTrue();
        assertThat(places.take(ADA)).isFalse();
        places.giveBack(ADA);
        assertThat(places.take(ADA)).isTrue();
        assertThat(places.take(new OwnerId("own_bob"))).isTrue();

        assertThat(places.look(new OwnerId("own_eve"))).isEqualTo(StreamPlaces.Answer.FULL);
        assertThat(places.take(new OwnerId("own_eve"))).isFalse();
    }
}
