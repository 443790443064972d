/** The log of acts as a transparency log: its keys, its order, its proofs, its anchors. */
@NullMarked
package dev.countersign.acts.ledger;

import org.jspecify.annotations.NullMarked;
