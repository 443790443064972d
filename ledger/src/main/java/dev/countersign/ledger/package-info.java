/**
 * The transparency log as mathematics: hashing, tiles, proofs, signed checkpoints, entries. No I/O and no clock.
 */
@NullMarked
package dev.countersign.ledger;

import org.jspecify.annotations.NullMarked;
