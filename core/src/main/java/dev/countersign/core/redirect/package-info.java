/** Where a browser may be sent with an answer. */
@NullMarked
package dev.countersign.core.redirect;

import org.jspecify.annotations.NullMarked;
