@NullMarked
package dev.countersign.e2e;

import org.jspecify.annotations.NullMarked;
