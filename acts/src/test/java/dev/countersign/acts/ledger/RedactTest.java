package dev.countersign.acts.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCall;
import dev.countersign.acts.Redact;
import dev.countersign.core.OwnerId;
import dev.countersign.ledger.Receipt;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedactTest {
    private static final OwnerId BOB = new OwnerId("ow_bob");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void what_is_older_than_the_retention_loses_its_body_and_the_tree_verifies(
            Database database) { // issue 6: retention
        try (var chronicle = new Chronicle(database.url(folder)).withOwner()) {
            chronicle.calls(1_200);
            var anchor = chronicle.sequenced();
            var old = chronicle.acts.now();
            chronicle.calls(10);
            chronicle.sequenced();
            var redact = new Redact(Optional.empty(), old, "retention");

            assertThat(chronicle.acts.perform(redact, Origin.SELF)).isEqualTo(1_000);
            assertThat(chronicle.acts.perform(redact, Origin.SELF)).isEqualTo(201);
            assertThat(chronicle.acts.perform(redact, Origin.SELF)).isZero();
            chronicle.sequenced();

            var report = chronicle.audit(anchor);
            assertThat(report.findings()).isEmpty();
            assertThat(report.erased()).isEqualTo(1_201);
            assertThat(chronicle.leaves().subList(0, 1_201)).allSatisfy(leaf -> {
                assertThat(leaf.entry().salt()).isEmpty();
                assertThat(leaf.entry().body()).isEqualTo("{}");
                assertThat(leaf.entry().owner()).isEmpty();
                assertThat(leaf.entry().grant()).isEmpty();
            });
            assertThat(chronicle.leaves().get(1_205).redacted()).isFalse();
            var receipt = new Log(chronicle.acts)
                    .receipt(chronicle.leaves().getFirst().entry().id())
                    .orElseThrow();
            assertThat(Receipt.parse(receipt.text())
                            .check(chronicle.keys.log().key())
                            .body())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_owner_is_forgotten_and_others_are_not(Database database) { // issue 6: privacy
        try (var chronicle = new Chronicle(database.url(folder)).withOwner()) {
            chronicle.calls(3);
            chronicle.acts.perform(
                    new RecordCall(chronicle.call(BOB), "ok", 1),
                    new Origin(Optional.of("req"), "198.51.100.9", "bobs-phone"));
            chronicle.sequenced();
            var where = chronicle.leaves().getLast().entry().origin().orElseThrow();
            chronicle.acts.perform(new Redact(Optional.of(BOB), Chronicle.later(), "owner"), Origin.HOST);
            chronicle.sequenced();

            assertThat(chronicle.audit().findings()).isEmpty();
            assertThat(chronicle.audit().erased()).isEqualTo(1);
            assertThat(chronicle.acts.read(tx -> tx.events().origin(where)).isEmpty())
                    .isTrue();
            assertThat(chronicle.leaves()).noneMatch(leaf -> leaf.toString().contains("ow_bob"));
            assertThat(chronicle.leaves().get(2).redacted()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_gone_without_a_redact_entry_is_reported(Database database) { // issue 6: says where
        try (var chronicle = new Chronicle(database.url(folder)).withOwner()) {
            chronicle.calls(9);
            chronicle.sequenced();
            var commitment = chronicle.leaves().get(4).entry().commitment().base64url();
            chronicle.sql(
                    "update event set salt = '', body = '{}', commitment = '" + commitment + "' where leaf_index = 4");

            assertThat(chronicle.audit().findings())
                    .extracting(Report.Finding::where)
                    .containsOnly("entry 4");
        }
    }
}
