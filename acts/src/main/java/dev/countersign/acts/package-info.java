/**
 * One class per act. Each is one transaction and one event, and the list of classes is the vocabulary of the log. Tokens are
 * minted here. No HTTP.
 */
@NullMarked
package dev.countersign.acts;

import org.jspecify.annotations.NullMarked;
