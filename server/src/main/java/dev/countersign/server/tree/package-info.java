/** Trees of grants as they are drawn: for the console, for the command line, for a report. */
@NullMarked
package dev.countersign.server.tree;

import org.jspecify.annotations.NullMarked;
