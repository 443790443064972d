@NullMarked
package dev.countersign.core;

import org.jspecify.annotations.NullMarked;
