/** What the operator does on the host itself, beside a running server or without one. */
@NullMarked
package dev.countersign.server.host;

import org.jspecify.annotations.NullMarked;
