/** HTTP basics: one view of a request, one value for an answer, one table of routes, one writer of errors. */
@NullMarked
package dev.countersign.server.web;

import org.jspecify.annotations.NullMarked;
