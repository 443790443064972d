package dev.countersign.acts.ledger;

import dev.countersign.ledger.Receipt;
import java.util.List;
import java.util.Optional;

/** A whole log, wherever it is kept, as an audit reads it. Nothing in it is believed. */
public interface Source {
    /**
     * An entry as it is kept.
     *
     * @param entry the bytes its leaf would hold; empty when what is kept cannot be an entry
     * @param opening salt and body; empty when they were erased, or the reader may not see them
     * @param residue whether something stands where salt and body were erased: nobody logged it
     */
    record Kept(long index, Optional<byte[]> entry, Optional<Receipt.Opening> opening, boolean residue) {}

    /** How much of the log can be read. */
    enum Reach {
        /** The hashes alone. */
        HASHES,
        /** The hashes, and some of the entries. */
        SOME,
        /** Everything. */
        ALL
    }

    /** How many entries the log says to have. */
    long size();

    /** How many committed acts have no place in the log yet. */
    long waiting();

    /** The newest checkpoint, as it is kept. */
    Optional<String> checkpoint();

    /** The entries from one place on, before another, in order; missing ones are left out. */
    List<Kept> entries(long from, long before);

    /** A stored tile of hashes. */
    Optional<byte[]> tile(int level, long index);

    /** The ids of kept addresses, of the entries from one place on, that are not what they were. */
    List<String> changedOrigins(long from, long before);

    /** The ids of addresses that are gone, though the entries from one place on that name them were not erased. */
    List<String> lostOrigins(long from, long before);

    /** How much can be read; what cannot is not missed. */
    Reach reach();
}
