/** The JSON-RPC envelope of MCP: strict parsing, revisions, the closed table of methods, mirrored headers. */
@NullMarked
package dev.countersign.gateway.wire;

import org.jspecify.annotations.NullMarked;
