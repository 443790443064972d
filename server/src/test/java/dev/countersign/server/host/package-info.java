@NullMarked
package dev.countersign.server.host;

import org.jspecify.annotations.NullMarked;
