package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private static final NoteSigner LOG = NoteSigner.generate("log.example/x", NoteKey.Kind.NOTE);
    private static final byte[] SALT = new byte[16];
    private static final Body BODY = new Body(
            Optional.of("ow_1"),
            Optional.of("https://client.example/\"c\""),
            Optional.empty(),
            Optional.empty(),
            Optional.of("gr_1"),
            Optional.empty(),
            Optional.of("req"),
            "{\"outcome\":\"ok\"}");

    @Test
    void a_receipt_proves_its_entry_offline() { // issue 6: a self-contained file, checked with the public key alone
        var proven = Receipt.parse(receipt(BODY.bytes()).text()).check(LOG.key());

        assertThat(proven.body()).contains(BODY);
        assertThat(proven.entry().kind()).isEqualTo("approve");
        assertThat(proven.checkpoint().size()).isEqualTo(301);
        assertThat(receipt(BODY.bytes()).text()).startsWith("c2sp.org/tlog-proof@v1\nextra ");
    }

    @Test
    void any_changed_character_is_noticed() { // issue 6: any flipped byte
        var text = receipt(BODY.bytes()).text();
        for (var i = 0; i < text.length(); i += 3) {
            var changed = text.substring(0, i) + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
            var as = text.substring(0, i) + "[" + text.charAt(i) + "]";
            assertThatThrownBy(() -> Receipt.parse(changed).check(LOG.key()))
                    .as(as)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void an_erased_body_leaves_the_rest_provable() { // DESIGN Ledger: redaction deletes body and salt
        var whole = receipt(BODY.bytes());
        var erased = new Receipt(whole.entry(), Optional.empty(), whole.inclusion(), whole.checkpoint());

        assertThat(Receipt.parse(erased.text()).check(LOG.key()).body()).isEmpty();
    }

    @Test
    void a_kind_of_the_future_still_decodes() { // issue 6: unknown future kinds still decode
        var entry = "{\"at\":\"2031-01-01T00:00:00Z\",\"body\":\""
                + Digest.of("x").base64url() + "\",\"color\":[1],\"id\":\"ev_1\",\"kind\":\"beam-up\",\"v\":7}";
        var body = "{\"detail\":{\"a\":1},\"mood\":\"fine\",\"owner\":\"ow_2\",\"v\":7}";

        assertThat(Entry.parse(entry.getBytes(StandardCharsets.UTF_8)).kind()).isEqualTo("beam-up");
        assertThat(Body.parse(body.getBytes(StandardCharsets.UTF_8)).owner()).contains("ow_2");
    }

    @Test
    void what_is_written_is_canonical() { // RFC 8785
        assertThat(new String(BODY.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"client\":\"https://client.example/\\\"c\\\"\",\"detail\":{\"outcome\":\"ok\"},"
                        + "\"grant\":\"gr_1\",\"owner\":\"ow_1\",\"request\":\"req\",\"v\":1}");
        var entry = new Entry("ev_1", "approve", Instant.parse("2026-11-21T04:06:33.123456Z"), Digest.of("x"));
        assertThat(Entry.parse(entry.bytes())).isEqualTo(entry);
        assertThat(new String(entry.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"at\":\"2026-11-21T04:06:33.123456Z\",\"body\":\""
                        + Digest.of("x").base64url() + "\",\"id\":\"ev_1\",\"kind\":\"approve\",\"v\":1}");
    }

    private static Receipt receipt(byte[] body) {
        var grown = Grown.of(300, 300);
        var entry = new Entry("ev_1", "approve", Instant.EPOCH, Entry.commitment(SALT, body));
        var growth = new Growth(300, grown::tile);
        growth.append(entry.leaf());
        for (var tile : growth.takeChanged()) grown.tiles.put(tile.level() + "/" + tile.index(), tile.hashes());
        var tree = new Tree(301, grown::tile);
        return new Receipt(
                entry.bytes(),
                Optional.of(new Receipt.Opening(SALT, body)),
                tree.inclusion(300),
                LOG.sign(new Checkpoint("log.example/x", 301, tree.root()).note()));
    }
}
