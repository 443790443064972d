/** Catalogues: what a guarded server's tools are, what class each has, and who said so. */
@NullMarked
package dev.countersign.core.catalogue;

import org.jspecify.annotations.NullMarked;
