package dev.countersign.ledger;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries one after the other, each behind its length in two bytes, big-endian (C2SP tlog-tiles). */
public final class EntryBundle {
    /** The longest entry, in bytes. */
    public static final int LONGEST = 65_535;

    private EntryBundle() {}

    /**
     * @throws IllegalArgumentException when an entry is longer than {@link #LONGEST}
     */
    public static byte[] encode(List<byte[]> entries) {
        var out = new ByteArrayOutputStream();
        for (var entry : entries) {
            if (entry.length > LONGEST) {
                throw new IllegalArgumentException(
                        "an entry has " + entry.length + " bytes; at most " + LONGEST + " fit");
            }
            out.write(entry.length >>> 8);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }

    /**
     * @throws IllegalArgumentException when the bytes end inside an entry
     */
    public static List<byte[]> decode(byte[] bundle) {
        var entries = new ArrayList<byte[]>();
        var at = 0;
        while (at < bundle.length) {
            if (at + 2 > bundle.length) throw new IllegalArgumentException("a bundle of entries ends inside a length");
            var length = (bundle[at] & 0xff) << 8 | bundle[at + 1] & 0xff;
            at += 2;
            if (at + length > bundle.length) throw new IllegalArgumentException("a bundle ends inside an entry");
            entries.add(Arrays.copyOfRange(bundle, at, at + length));
            at += length;
        }
        return entries;
    }
}
