package dev.countersign.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.pages.Told.Part;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Words with moments among them. */
class ToldTest {
    private static final Instant NOW = Instant.parse("2026-11-21T11:00:00Z");
    private static final Instant THEN = Instant.parse("2026-11-20T08:30:00Z");

    @Test
    void a_phrase_keeps_its_moments_apart_from_its_words_also_inside_another() { // issue 7 §9: the reader's zone
        var details = Phrases.tell("before.details", "read", "notes {0}", Told.at(NOW, NOW), "on a laptop");
        var whole = Phrases.tell("before.proven", Told.at(THEN, NOW), details);

        assertThat(whole.parts())
                .filteredOn(Part.Moment.class::isInstance)
                .containsExactly(new Part.Moment(THEN, NOW), new Part.Moment(NOW, NOW));
        assertThat(whole.text())
                .startsWith(
                        "You allowed it Fri 20 Nov, 08:30 UTC (read at notes {0}, until today 11:00 UTC, on a laptop).");
    }

    @Test
    void a_value_is_never_taken_for_a_phrase() { // DESIGN Consent: foreign words are data
        assertThat(Phrases.tell("mend.place.other", "{1} ' |#<").text())
                .isEqualTo("“{1} ' |#<” is not among the places that can be chosen.");
        assertThat(Phrases.around("claims.site.says", "host {0}").after()).isEqualTo(".");
    }
}
