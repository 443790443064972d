/** The owner API, {@code /v1}: owner tokens look and take away, and never give. */
@NullMarked
package dev.countersign.server.api;

import org.jspecify.annotations.NullMarked;
