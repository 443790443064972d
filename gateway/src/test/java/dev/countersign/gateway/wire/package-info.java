@NullMarked
package dev.countersign.gateway.wire;

import org.jspecify.annotations.NullMarked;
