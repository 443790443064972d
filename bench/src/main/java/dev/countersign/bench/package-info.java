/** Measures Countersign against a bare server that does only the unavoidable work, side by side in one run. */
@NullMarked
package dev.countersign.bench;

import org.jspecify.annotations.NullMarked;
