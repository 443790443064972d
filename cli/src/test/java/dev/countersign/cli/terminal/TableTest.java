package dev.countersign.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table("grant", "state", "until");

    @Test // DESIGN 5: what a person reads; an id is never cut off, because it is to be copied
    void columns_are_as_wide_as_what_is_in_them_and_a_narrow_terminal_gets_blocks() {
        table.row("gr_a", "alive", "2026-12-21 08:22Z");
        table.row("gr_longer", "revoked", "never");

        assertThat(table.text(0, false).lines())
                .containsExactly(
                        "grant      state    until",
                        "gr_a       alive    2026-12-21 08:22Z",
                        "gr_longer  revoked  never");
        assertThat(table.text(20, false).lines())
                .startsWith("gr_a", "  state  alive", "  until  2026-12-21 08:22Z", "gr_longer");
    }

    @Test // issue 3.6: colours only on a terminal; BEHAVIOURS A1.16: names are claims
    void colours_are_wished_for_and_names_steer_nothing() {
        table.row("gr_a", "revoked", "\u001b[2Jevil");

        assertThat(table.text(0, false)).doesNotContain("\u001b");
        assertThat(table.text(0, true)).contains("\u001b[31mrevoked\u001b[0m").doesNotContain("\u001b[2J");
    }

    @Test
    void moments_are_shown_to_the_minute() {
        assertThat(Table.minute("2026-12-21T08:22:51.123Z")).isEqualTo("2026-12-21 08:22Z");
        assertThat(Table.minute("never")).isEqualTo("never");
    }
}
