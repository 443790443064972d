/**
 * Rows and transactions, over SQLite or PostgreSQL with one schema. Knows what is stored, not what it means: rules stand in
 * core, changes are made by acts.
 */
@NullMarked
package dev.countersign.store;

import org.jspecify.annotations.NullMarked;
