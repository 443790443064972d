/** {@code connect}: a stdio MCP server that logs in and then passes everything on to a server over HTTP. */
@NullMarked
package dev.countersign.cli.connect;

import org.jspecify.annotations.NullMarked;
