/** JSON as this project reads, writes and hashes it: strictly, exactly and in one canonical form. */
@NullMarked
package dev.countersign.core.json;

import org.jspecify.annotations.NullMarked;
