/**
 * Who may hand on what to whom: pure functions of grants. Every rule is derived again from every grant above, so that no
 * link is believed for what it says of itself.
 */
@NullMarked
package dev.countersign.core.delegation;

import org.jspecify.annotations.NullMarked;
