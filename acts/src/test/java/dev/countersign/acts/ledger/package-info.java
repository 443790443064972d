@NullMarked
package dev.countersign.acts.ledger;

import org.jspecify.annotations.NullMarked;
