/** Guarded MCP servers reached by streamable HTTP. */
@NullMarked
package dev.countersign.gateway.http;

import org.jspecify.annotations.NullMarked;
