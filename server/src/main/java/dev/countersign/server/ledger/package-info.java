/** The ledger over HTTP: the tree for everybody, the entries for those who may read them. */
@NullMarked
package dev.countersign.server.ledger;

import org.jspecify.annotations.NullMarked;
