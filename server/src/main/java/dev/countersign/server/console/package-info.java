/**
 * The owner's console: what agents may do, what they did, and every way to take it back. A page is a class that lays sheets
 * on the {@link dev.countersign.server.console.Desk}, a record of what it shows, and a template; what it says stands in
 * {@code phrases.properties}. Nothing here gives authority.
 */
@NullMarked
package dev.countersign.server.console;

import org.jspecify.annotations.NullMarked;
