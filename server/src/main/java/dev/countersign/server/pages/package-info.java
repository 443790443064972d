/** What every page shares: the frame, the stylesheet and script, foreign text made harmless, and the page answer itself. */
@NullMarked
package dev.countersign.server.pages;

import org.jspecify.annotations.NullMarked;
