@NullMarked
package dev.countersign.server.console;

import org.jspecify.annotations.NullMarked;
