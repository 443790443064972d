/** A small real MCP server, guarded out of the box so that the first minute needs nothing else. */
@NullMarked
package dev.countersign.cli.example;

import org.jspecify.annotations.NullMarked;
