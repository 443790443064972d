package dev.countersign.acts.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Redact;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.Database;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_log_nobody_touched_is_whole(Database database) { // issue 6: audit verify, BEHAVIOURS C1.9
        try (var chronicle = grown(database)) {
            var early = chronicle.sequenced();
            chronicle.calls(300);
            chronicle.start("call-1");
            chronicle.start("call-2");
            chronicle.end("call-2");
            chronicle.sequenced();
            var report = chronicle.audit(early);

            assertThat(report.findings()).isEmpty();
            assertThat(report.anchors()).isOne();
            assertThat(report.openCalls()).singleElement().satisfies(open -> {
                assertThat(open.server()).isEqualTo("notes");
                assertThat(open.tool()).isEqualTo("read_note");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_changed_column_of_an_entry_is_found_and_named(Database database) { // issue 6: flip any byte
        try (var chronicle = grown(database)) {
            var anchor = chronicle.sequenced();
            for (var column : List.of("id", "kind", "client_id", "agent_id", "grant_id", "request_id", "owner_id")) {
                chronicle.sql("update event set " + column + " = " + column + " || 'x' where leaf_index = 17");
                found(chronicle, anchor, "entry 17");
                chronicle.sql("update event set " + column + " = substr(" + column + ", 1, length(" + column
                        + ") - 1) where leaf_index = 17");
            }
            for (var change : List.of(
                    "at = at + 1",
                    "salt = 'AAAAAAAAAAAAAAAAAAAAAA'",
                    "salt = '*'",
                    "body = replace(body, 'ok', 'no')",
                    "device_id = 'dv_1'",
                    "origin_id = null",
                    "commitment = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'")) {
                var index = chronicle.audit(anchor).findings().size() + 20;
                chronicle.sql("update event set " + change + " where leaf_index = " + index);
                found(chronicle, anchor, "entry " + index);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void dropped_inserted_and_swapped_rows_are_found_and_named(Database database) { // issue 6
        try (var chronicle = grown(database)) {
            var anchor = chronicle.sequenced();
            chronicle.sql("delete from event where leaf_index = 12");
            found(chronicle, anchor, "entry 12");
            chronicle.sql("update event set leaf_index = -1 where leaf_index = 20");
            chronicle.sql("update event set leaf_index = 20 where leaf_index = 21");
            chronicle.sql("update event set leaf_index = 21 where leaf_index = -1");
            found(chronicle, anchor, "entry 20");
            found(chronicle, anchor, "entry 21");
            chronicle.sql("insert into event (id, kind, at, salt, body, leaf_index) values"
                    + " ('ev_x', 'approve', 1, 'AAAAAAAAAAAAAAAAAAAAAA', '{}', 12)");
            found(chronicle, anchor, "entry 12");
            chronicle.sql("insert into event (id, kind, at, salt, body, leaf_index) values"
                    + " ('ev_y', 'approve', 1, 'AAAAAAAAAAAAAAAAAAAAAA', '{}', 41)");
            found(chronicle, anchor, "entry 41");
        }
    }

    @ParameterizedTest
    @EnumSource
    void changed_hashes_checkpoints_and_addresses_are_found_and_named(Database database) { // issue 6
        try (var chronicle = grown(database)) {
            chronicle.calls(300);
            var anchor = chronicle.sequenced();
            tile(chronicle, 0, 0, 5 * 32);
            found(chronicle, anchor, "tile 0/0");
            tile(chronicle, 0, 0, 5 * 32);
            tile(chronicle, 1, 0, 3);
            found(chronicle, anchor, "tile 1/0");
            tile(chronicle, 1, 0, 3);
            assertThat(chronicle.audit(anchor).findings()).isEmpty();
            chronicle.sql("update origin set address = '192.0.2.8' where id ="
                    + " (select origin_id from event where leaf_index = 3)");
            assertThat(chronicle.audit(anchor).findings())
                    .anySatisfy(one -> assertThat(one.where()).startsWith("origin or_"));
            chronicle.sql("update ledger_head set note = replace(note, 'log.example/ledger', 'log.example/ledges')");
            found(chronicle, anchor, "checkpoint");
            chronicle.sql("update ledger_head set note = 'gone'");
            found(chronicle, anchor, "checkpoint");
            chronicle.sql("update ledger_head set size = 30");
            found(chronicle, anchor, "entry 30");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_row_outside_the_log_is_found_on_either_side(Database database) { // issue 6: insert rows
        try (var chronicle = grown(database)) {
            var anchor = chronicle.sequenced();
            chronicle.sql("insert into event (id, kind, at, salt, body, leaf_index) values"
                    + " ('ev_x', 'approve', 1, 'AAAAAAAAAAAAAAAAAAAAAA', '{}', -1)");
            found(chronicle, anchor, "entry -1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_stands_in_place_of_an_erased_body_is_found(Database database) { // issue 6: flip any byte
        try (var chronicle = grown(database)) {
            chronicle.sequenced();
            chronicle.acts.perform(new Redact(Optional.empty(), chronicle.acts.now(), "retention"), Origin.SELF);
            var anchor = chronicle.sequenced();
            assertThat(chronicle.audit(anchor).findings()).isEmpty();
            for (var change : List.of("body = '{\"tool\":\"forged\"}'", "owner_id = 'ow_bob'", "salt = 'x'")) {
                chronicle.sql("update event set " + change + " where leaf_index = 7");
                found(chronicle, anchor, "entry 7");
                chronicle.sql("update event set body = '{}', owner_id = null, salt = '' where leaf_index = 7");
            }
            assertThat(chronicle.audit(anchor).findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_address_is_found(Database database) { // issue 6: drop rows
        try (var chronicle = grown(database)) {
            var anchor = chronicle.sequenced();
            chronicle.sql("delete from origin where id = (select origin_id from event where leaf_index = 3)");
            assertThat(chronicle.audit(anchor).findings())
                    .singleElement()
                    .satisfies(one -> assertThat(one.where()).startsWith("origin or_"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_entry_can_excuse_what_was_erased_after_it(Database database) { // issue 6: says where
        try (var chronicle = grown(database)) {
            chronicle.sequenced();
            chronicle.acts.perform(new Redact(Optional.empty(), chronicle.acts.now(), "retention"), Origin.SELF);
            chronicle.sequenced();
            chronicle.calls(3);
            chronicle.sequenced();
            erase(chronicle, 43);
            found(chronicle, chronicle.sequenced(), "entry 43");
            // What says which bodies were erased cannot be erased itself, whatever else says so.
            erase(chronicle, 41);
            chronicle.sql("insert into event (id, kind, at, salt, body) values ('ev_x', 'redact', 1,"
                    + " 'AAAAAAAAAAAAAAAAAAAAAA', '{\"entries\":\"0-99\"}')");
            var report = chronicle.audit(chronicle.sequenced());
            assertThat(report.findings()).extracting(Report.Finding::where).containsExactly("entry 41");
        }
    }

    private static void erase(Chronicle chronicle, long index) {
        var commitment =
                chronicle.leaves().get((int) index).entry().commitment().base64url();
        chronicle.sql("update event set salt = '', body = '{}', owner_id = null, client_id = null, agent_id = null,"
                + " device_id = null, grant_id = null, origin_id = null, request_id = null, commitment = '"
                + commitment + "' where leaf_index = " + index);
    }

    @ParameterizedTest
    @EnumSource
    void a_truncated_log_is_found_by_an_earlier_anchor(Database database) { // issue 6: truncate
        try (var chronicle = grown(database)) {
            var before = chronicle.sequenced();
            chronicle.calls(10);
            var anchor = chronicle.sequenced();
            // Whoever can do this can also put the older checkpoint back, which is signed by the right key.
            chronicle.sql("delete from event where leaf_index >= 41");
            chronicle.sql("update ledger_head set size = 41, note_size = 41, note = '" + before + "'");
            assertThat(chronicle.audit(before).findings()).isEmpty();
            found(chronicle, anchor, "entry 41");
            assertThat(chronicle.audit(anchor).findings().toString()).contains("entries 41 to 50 are gone");
        }
    }

    @Test
    void an_old_backup_put_back_and_a_fork_are_found_by_an_anchor() throws IOException { // issue 6: roll back, fork
        var url = Database.SQLITE.url(folder);
        try (var chronicle = new Chronicle(url).withOwner()) {
            chronicle.calls(20);
            chronicle.sequenced();
            chronicle.sql("vacuum into '" + folder.resolve("backup.db") + "'");
        }
        var file = folder.resolve("countersign.db");
        SignedNote[] anchors = new SignedNote[2];
        try (var chronicle = new Chronicle(url)) {
            anchors[0] = chronicle.sequenced();
            chronicle.calls(10);
            anchors[1] = chronicle.sequenced();
        }
        Files.copy(folder.resolve("backup.db"), file, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve("countersign.db-wal"));
        Files.deleteIfExists(folder.resolve("countersign.db-shm"));
        try (var chronicle = new Chronicle(url)) {
            assertThat(chronicle.audit().findings()).isEmpty();
            assertThat(chronicle.audit(anchors).findings().toString()).contains("entries 21 to 30 are gone");
            // The same key goes on signing: another future, of the same length and more.
            chronicle.calls(15);
            chronicle.sequenced();
            assertThat(chronicle.audit().findings()).isEmpty();
            found(chronicle, anchors, "entries 21 to 30");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receipt_proves_any_entry(Database database) { // issue 6: audit prove, audit check
        try (var chronicle = grown(database)) {
            chronicle.calls(250);
            chronicle.sequenced();
            var log = new Log(chronicle.acts);
            for (var leaf : chronicle.leaves()) {
                var receipt = log.receipt(leaf.entry().id()).orElseThrow();
                var proven =
                        Receipt.parse(receipt.text()).check(chronicle.keys.log().key());
                assertThat(proven.entry().id()).isEqualTo(leaf.entry().id());
                assertThat(proven.body().orElseThrow().request()).contains("req-1");
            }
            assertThat(log.receipt("ev_none")).isEmpty();
            chronicle.calls(1);
            List<Events.Stored> waiting = chronicle.acts.read(tx -> tx.ledger().waiting(9));
            assertThat(waiting)
                    .singleElement()
                    .satisfies(
                            waits -> assertThat(log.receipt(waits.entry().id())).isEmpty());
        }
    }

    private Chronicle grown(Database database) {
        var chronicle = new Chronicle(database.url(folder)).withOwner();
        chronicle.calls(40);
        return chronicle;
    }

    /** Adds one to a byte of a stored tile, or takes it back. */
    private static void tile(Chronicle chronicle, int level, long index, int at) {
        chronicle.acts.upkeep(tx -> {
            var hashes = tx.ledger().tile(level, index).orElseThrow();
            hashes[at] ^= 1;
            tx.ledger().put(new LedgerRows.Tile(level, index, hashes));
            return true;
        });
    }

    private static void found(Chronicle chronicle, SignedNote anchor, String where) {
        found(chronicle, new SignedNote[] {anchor}, where);
    }

    private static void found(Chronicle chronicle, SignedNote[] anchors, String where) {
        assertThat(chronicle.audit(anchors).findings())
                .extracting(Report.Finding::where)
                .contains(where);
    }
}
