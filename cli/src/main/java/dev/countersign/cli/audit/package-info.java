/** The log of acts as an auditor sees it: over HTTP, in tables, as pictures. */
@NullMarked
package dev.countersign.cli.audit;

import org.jspecify.annotations.NullMarked;
