/** What agents, and people who set agents up, read first: which way in is theirs. */
@NullMarked
package dev.countersign.server.guidance;

import org.jspecify.annotations.NullMarked;
