/** What may be done: permissions, their order and their meet, and the one function that says what they mean. */
@NullMarked
package dev.countersign.core.authority;

import org.jspecify.annotations.NullMarked;
