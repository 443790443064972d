/** The server as people and programs meet it: its own process, a real browser, real MCP clients. */
@NullMarked
package dev.countersign.e2e;

import org.jspecify.annotations.NullMarked;
