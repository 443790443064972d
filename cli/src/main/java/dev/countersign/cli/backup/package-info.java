/** Backups: one file with the whole store and a manifest, made beside a running server and verified before it is believed. */
@NullMarked
package dev.countersign.cli.backup;

import org.jspecify.annotations.NullMarked;
