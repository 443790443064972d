/** Guarded MCP servers that are processes of this machine. */
@NullMarked
package dev.countersign.gateway.stdio;

import org.jspecify.annotations.NullMarked;
