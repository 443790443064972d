@NullMarked
package dev.countersign.acts;

import org.jspecify.annotations.NullMarked;
