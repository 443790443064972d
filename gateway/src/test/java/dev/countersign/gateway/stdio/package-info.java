@NullMarked
package dev.countersign.gateway.stdio;

import org.jspecify.annotations.NullMarked;
